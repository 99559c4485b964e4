package dev.meshscope.testkit.mesh;

/** Which side of its pod a listener serves. */
public enum Side {
  /** Others call the pod's application. */
  INBOUND,
  /** The pod's application calls others. */
  OUTBOUND,
  /** Both: a gateway takes a request and passes it on. */
  GATEWAY
}
