package dev.meshscope.collector.publish;

/** There is no room any more and there will be none: the publisher stops. */
public final class PublisherClosedException extends Exception {
  private static final long serialVersionUID = 1L;

  PublisherClosedException() {
    super("the publisher stops");
  }
}
