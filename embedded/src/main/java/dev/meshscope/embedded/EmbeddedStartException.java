package dev.meshscope.embedded;

/**
 * An embedded server could not start or its process is gone. The message says what failed, on what
 * path or port, and what to do about it.
 */
public final class EmbeddedStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddedStartException(String message) {
    super(message);
  }

  EmbeddedStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
