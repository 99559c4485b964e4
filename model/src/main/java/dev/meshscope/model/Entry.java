package dev.meshscope.model;

/**
 * How a request came in from outside the mesh.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum Entry implements Named {
  /** It did not: east-west. */
  NONE(""),
  NODEPORT("nodeport"),
  LOADBALANCER("loadbalancer"),
  INGRESS("ingress"),
  GATEWAY("gateway"),
  /** From outside, but nothing says how. */
  UNKNOWN("unknown");

  private final String text;

  Entry(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
