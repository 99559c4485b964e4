package dev.meshscope.collector.fuzz;

import java.util.random.RandomGenerator;

/** A protocol to throw mutated messages at. One owner, not thread-safe. */
public interface FuzzTarget {
  /** A valid message. */
  byte[] sample(RandomGenerator random);

  /**
   * Takes a message as the protocol's receiver would and checks what became of it.
   *
   * @throws AssertionError when it was neither accepted rightly nor counted as a rejection
   */
  void check(byte[] message);

  /** Entries that were accepted so far. */
  long accepted();

  /** Entries, or messages, that were rejected so far. */
  long rejected();
}
