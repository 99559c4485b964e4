package dev.meshscope.model;

/**
 * How a request left the mesh.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum Exit implements Named {
  /** It did not: east-west. */
  NONE(""),
  EGRESS_GATEWAY("egress-gateway"),
  SERVICE_ENTRY("service-entry"),
  PASSTHROUGH("passthrough"),
  BLACKHOLE("blackhole");

  private final String text;

  Exit(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
