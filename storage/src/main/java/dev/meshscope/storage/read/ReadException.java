package dev.meshscope.storage.read;

/** The database did not answer a read; the kind says why and so whether to try again. */
public final class ReadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Kind {
    /** The database cannot be reached, or is starting: try again later. */
    AWAY(true),
    /** All connections were in use for too long: try again later. */
    BUSY(true),
    /** The statement took too long. */
    TIMED_OUT(false),
    /** The statement met a limit of rows or memory. */
    TOO_BIG(false),
    /** The database refused the statement: tables are missing, or we are wrong. */
    REFUSED(false);

    private final boolean isRetryable;

    Kind(boolean isRetryable) {
      this.isRetryable = isRetryable;
    }

    /** Whether the same read may succeed later. */
    public boolean isRetryable() {
      return isRetryable;
    }
  }

  private final Kind kind;

  ReadException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ReadException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why there is no answer. */
  public Kind kind() {
    return kind;
  }
}
