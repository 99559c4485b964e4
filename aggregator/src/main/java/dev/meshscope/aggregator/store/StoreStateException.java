package dev.meshscope.aggregator.store;

/** Kafka and the database contradict each other: only a person can decide what is to count. */
final class StoreStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreStateException(String message) {
    super(message);
  }
}
