package dev.meshscope.model;

/**
 * What kind of request it was; only live ones enter golden signals unless asked.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum TrafficClass implements Named {
  LIVE("live"),
  /** A copy whose answer nobody reads. */
  MIRROR("mirror"),
  /** Answered by a configured fault. */
  FAULT_INJECTED("fault-injected"),
  /** Kubelet, load balancer and Prometheus noise. */
  PROBE("probe"),
  /** The mesh talking to itself: agents, xDS, our own streams. */
  INTERNAL("internal");

  private final String text;

  TrafficClass(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
