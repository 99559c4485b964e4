package dev.meshscope.queryapi.alert.notify;

import java.time.Duration;

/** What an attempt came to. */
sealed interface Verdict {
  /** Of the answer; 0 if there was none. */
  int status();

  /** The receiver has it. */
  record Taken(int status) implements Verdict {}

  /**
   * It may work later.
   *
   * @param status of the answer; 0 if there was none
   * @param failure what kind
   * @param problem for people
   * @param retryAfter how long the receiver wants to be left alone; zero if it did not say
   */
  record Later(int status, Failure failure, String problem, Duration retryAfter)
      implements Verdict {}

  /**
   * It will never work.
   *
   * @param status of the answer; 0 if there was none
   * @param failure what kind
   * @param problem for people
   */
  record Never(int status, Failure failure, String problem) implements Verdict {}

  /** The kinds of failures; labels of a counter. */
  enum Failure {
    /** No answer in time. */
    TIMEOUT,
    /** No connection, or it broke. */
    CONNECTION,
    /** It must not be reached. */
    FORBIDDEN,
    /** It answered that it could not take it. */
    ANSWER,
    /** Too many groups of alerts for one receiver. */
    CROWDED,
    /** It is gone for good. */
    GONE
  }
}
