package dev.meshscope.testkit.mesh;

import java.util.List;
import java.util.stream.Stream;

/**
 * A cluster of one proxy.
 *
 * @param name its name
 * @param endpoints where it goes; none makes every request fail with UH
 * @param sourceAddress address that its connections come from
 * @param limits its circuit breaker
 * @param http2 whether the proxy speaks HTTP/2 to it
 * @param spiffeIds whom the proxy takes for the callee over mutual TLS; none for plaintext
 */
record UpstreamCluster(
    ClusterName name,
    List<Endpoint> endpoints,
    String sourceAddress,
    Limits limits,
    boolean http2,
    List<String> spiffeIds) {
  /** From where Istio's sidecars speak to their application. */
  private static final String TO_APP = "127.0.0.6";

  UpstreamCluster {
    endpoints = List.copyOf(endpoints);
    spiffeIds = List.copyOf(spiffeIds);
  }

  /** The sidecars of these pods, over mutual TLS. */
  static UpstreamCluster to(Pod from, ClusterName name, Pod... pods) {
    List<Endpoint> endpoints =
        Stream.of(pods).map(p -> new Endpoint(p.address(), IstioPorts.INBOUND)).toList();
    List<String> ids = Stream.of(pods).map(Pod::spiffeId).distinct().toList();
    return new UpstreamCluster(name, endpoints, from.address(), Limits.UNLIMITED, false, ids);
  }

  /** One place, in plaintext. */
  static UpstreamCluster at(Pod from, ClusterName name, String address, int port) {
    List<Endpoint> endpoints = List.of(new Endpoint(address, port));
    return new UpstreamCluster(name, endpoints, from.address(), Limits.UNLIMITED, false, List.of());
  }

  /** The application behind the sidecar of {@code pod}. */
  static UpstreamCluster toApp(Pod pod, ClusterName inbound) {
    List<Endpoint> endpoints = List.of(new Endpoint(pod.address(), inbound.port()));
    return new UpstreamCluster(inbound, endpoints, TO_APP, Limits.UNLIMITED, false, List.of());
  }

  UpstreamCluster with(Limits others) {
    return new UpstreamCluster(name, endpoints, sourceAddress, others, http2, spiffeIds);
  }

  /** Multiplexed, so that the limit on requests is reached before the one on connections. */
  UpstreamCluster overHttp2() {
    return new UpstreamCluster(name, endpoints, sourceAddress, limits, true, spiffeIds);
  }

  /** As a DestinationRule with TLS mode DISABLE makes it. */
  UpstreamCluster inPlaintext() {
    return new UpstreamCluster(name, endpoints, sourceAddress, limits, http2, List.of());
  }

  boolean isMutualTls() {
    return !spiffeIds.isEmpty();
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
