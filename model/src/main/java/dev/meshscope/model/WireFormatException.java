package dev.meshscope.model;

import java.io.IOException;

/** Bytes that are no record of ours: truncated, malformed, or of a newer major version. */
public final class WireFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public WireFormatException(String message) {
    super(message);
  }

  public WireFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
