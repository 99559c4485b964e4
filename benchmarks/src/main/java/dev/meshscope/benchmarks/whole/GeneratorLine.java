package dev.meshscope.benchmarks.whole;

/** First words of the lines between generator and benchmark. */
final class GeneratorLine {
  /** The generator is prepared. */
  static final String READY = "ready";

  /** Send entries; the answer begins so, too. */
  static final String SEND = "send";

  /** Close all streams and tell what was sent; ends the answer, too. */
  static final String END = "end";

  private GeneratorLine() {}
}
