package dev.meshscope.storage;

import org.jspecify.annotations.Nullable;

/** The database is away, or refused; {@link ClickHouseErrors} decides which. */
public final class StorageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  public StorageException(String message, boolean isRetryable, @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = isRetryable;
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  public boolean isRetryable() {
    return retryable;
  }
}
