package dev.meshscope.testkit.mesh;

/** The ports that Istio's proxies listen on. */
final class IstioPorts {
  static final int ADMIN = 15000;
  static final int OUTBOUND = 15001;
  static final int INBOUND = 15006;

  private IstioPorts() {}
}
