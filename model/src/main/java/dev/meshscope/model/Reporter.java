package dev.meshscope.model;

/**
 * Whose view of a request a report is, in Istio's words.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum Reporter implements Named {
  /** The caller's proxy. */
  SOURCE("source"),
  /** The callee's proxy. */
  DESTINATION("destination"),
  /** A middle box that reports on behalf of the called service. */
  WAYPOINT("waypoint");

  private final String text;

  Reporter(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
