package dev.meshscope.benchmarks.stage;

/** A message as it came, without what it says of its sender. */
final class RecordedMessage {
  private final int stream;
  private final byte[] bytes;

  /**
   * @param stream the number of its stream, from 0
   * @param bytes serialized; kept, not copied
   */
  RecordedMessage(int stream, byte[] bytes) {
    this.stream = stream;
    this.bytes = bytes;
  }

  int stream() {
    return stream;
  }

  /** Its bytes, not a copy. */
  byte[] bytes() {
    return bytes;
  }
}
