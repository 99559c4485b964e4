package dev.meshscope.model;

/**
 * How a connection was secured, in Istio's words.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum ConnectionSecurityPolicy implements Named {
  /** The reporter cannot see it. */
  UNKNOWN("unknown"),
  /** Plaintext. */
  NONE("none"),
  MUTUAL_TLS("mutual_tls");

  private final String text;

  ConnectionSecurityPolicy(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
