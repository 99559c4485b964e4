package dev.meshscope.collector.receive.otlp;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;

/** What a client is told about its message. */
sealed interface Answer {
  /**
   * The message was taken and shall not come again.
   *
   * @param rejected how many of its records were not
   * @param message why not; empty when there is nothing to say
   */
  record Taken(long rejected, String message) implements Answer {
    public Taken {
      requireNonNull(message);
    }
  }

  /**
   * Nothing of the message was taken.
   *
   * @param reason why not
   * @param message says it to people
   */
  record Refused(Refusal reason, String message) implements Answer {
    public Refused {
      requireNonNull(reason);
      requireNonNull(message);
    }
  }

  /** Why a message is refused, and whether it may come again. */
  enum Refusal {
    MALFORMED(Status.Code.INVALID_ARGUMENT, 400, false),
    TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, 413, false),
    /** This collector has no room. */
    BUSY(Status.Code.RESOURCE_EXHAUSTED, 429, true),
    /** Kafka is away, or this collector stops. */
    AWAY(Status.Code.UNAVAILABLE, 503, true),
    /** Kafka will never take it. */
    FAILED(Status.Code.INTERNAL, 500, false),
    NOT_FOUND(Status.Code.NOT_FOUND, 404, false),
    METHOD_NOT_ALLOWED(Status.Code.UNIMPLEMENTED, 405, false),
    UNSUPPORTED_TYPE(Status.Code.INVALID_ARGUMENT, 415, false);

    private final Status.Code code;
    private final int httpStatus;
    private final boolean isRetryable;

    Refusal(Status.Code code, int httpStatus, boolean isRetryable) {
      this.code = code;
      this.httpStatus = httpStatus;
      this.isRetryable = isRetryable;
    }

    Status.Code code() {
      return code;
    }

    int httpStatus() {
      return httpStatus;
    }

    boolean isRetryable() {
      return isRetryable;
    }
  }
}
