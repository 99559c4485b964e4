package dev.meshscope.testkit.mesh;

import java.util.List;

/**
 * A cluster of one proxy.
 *
 * @param name its name
 * @param endpoints where it goes; none makes every request fail with UH
 * @param sourceAddress address that its connections come from
 * @param limits its circuit breaker
 * @param http2 whether the proxy speaks HTTP/2 to it
 */
record UpstreamCluster(
    ClusterName name,
    List<Endpoint> endpoints,
    String sourceAddress,
    Limits limits,
    boolean http2) {
  UpstreamCluster {
    endpoints = List.copyOf(endpoints);
  }

  UpstreamCluster with(Limits others) {
    return new UpstreamCluster(name, endpoints, sourceAddress, others, http2);
  }

  /** Multiplexed, so that the limit on requests is reached before the one on connections. */
  UpstreamCluster overHttp2() {
    return new UpstreamCluster(name, endpoints, sourceAddress, limits, true);
  }

  record Endpoint(String address, int port) {}

  /** Thresholds of the circuit breaker; Istio's defaults are the largest numbers there are. */
  record Limits(long connections, long pendingRequests, long requests, long retries) {
    private static final long NONE = 4_294_967_295L;

    static final Limits UNLIMITED = new Limits(NONE, NONE, NONE, NONE);

    /** One connection and one waiting request: of more at once, the others are refused. */
    static final Limits ONE_CONNECTION = new Limits(1, 1, NONE, NONE);

    static final Limits ONE_REQUEST = new Limits(NONE, NONE, 1, NONE);

    static final Limits NO_RETRY = new Limits(NONE, NONE, NONE, 0);
  }
}
