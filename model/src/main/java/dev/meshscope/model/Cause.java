package dev.meshscope.model;

/**
 * Why a request ended as it did: decided once, in {@code normalize}.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum Cause implements Named {
  NONE("none"),
  CLIENT_GONE("client-gone"),
  NO_ROUTE("no-route"),
  NO_HEALTHY_UPSTREAM("no-healthy-upstream"),
  UPSTREAM_CONNECT_FAILURE("upstream-connect-failure"),
  UPSTREAM_RESET("upstream-reset"),
  UPSTREAM_TIMEOUT("upstream-timeout"),
  CIRCUIT_BREAKER("circuit-breaker"),
  RETRY_LIMIT("retry-limit"),
  RATE_LIMITED("rate-limited"),
  DENIED("denied"),
  FAULT_INJECTED("fault-injected"),
  OVERLOAD("overload"),
  PROTOCOL_ERROR("protocol-error"),
  /** The application's own 5xx or failed gRPC status. */
  UPSTREAM_ERROR("upstream-error"),
  NO_FILTER_CONFIG("no-filter-config"),
  OTHER("other");

  private final String text;

  Cause(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
