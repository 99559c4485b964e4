package dev.meshscope.testkit.nginx;

/** Nginx cannot be started or kept: none there, a wrong configuration, a wait that ran out. */
public final class NginxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NginxException(String message) {
    super(message);
  }

  public NginxException(String message, Throwable cause) {
    super(message, cause);
  }
}
