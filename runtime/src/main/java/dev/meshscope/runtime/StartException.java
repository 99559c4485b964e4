package dev.meshscope.runtime;

import org.jspecify.annotations.Nullable;

/** A part could not be started; the message names it and says what to do. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
