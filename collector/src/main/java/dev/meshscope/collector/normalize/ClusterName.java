package dev.meshscope.collector.normalize;

import java.util.Set;

/**
 * Name of an Envoy cluster in Istio's grammar (pilot/pkg/model/push_context.go, BuildSubsetKey), or
 * in Envoy Gateway's, {@code httproute/<namespace>/<name>/rule/<n>}.
 *
 * @param kind which form the name has
 * @param port service port (outbound) or application port (inbound), 0 when the name has none
 * @param subset subset of a DestinationRule, empty when none
 * @param host the called host; the whole name where the form is not Istio's
 */
record ClusterName(Kind kind, int port, String subset, String host) {
  static final ClusterName NONE = new ClusterName(Kind.NONE, 0, "", "");

  private static final int PARTS = 4;
  private static final String SNI_PREFIX = "outbound_.";

  /** Kinds of routes that Envoy Gateway names clusters and routes after. */
  private static final Set<String> ROUTES =
      Set.of("httproute", "grpcroute", "tlsroute", "tcproute", "udproute");

  /** Bootstrap clusters and the inner hops of ambient proxies: the mesh talking to itself. */
  private static final Set<String> INTERNAL =
      Set.of(
          "agent",
          "xds-grpc",
          "sds-grpc",
          "zipkin",
          "lightstep",
          "datadog_agent",
          "envoy_accesslog_service",
          "envoy_metrics_service",
          "local_cluster",
          "main_internal",
          "encap",
          "connect_originate",
          "forward_inner_connect",
          "inner_connect_originate",
          "outer_connect_originate");

  /** The forms of a name. */
  enum Kind {
    NONE,
    OUTBOUND,
    INBOUND,
    /** A waypoint's, to the service that it stands in front of. */
    INBOUND_VIP,
    /** From the application to an address that is no known service. */
    PASSTHROUGH,
    /** The same, where it is forbidden. */
    BLACK_HOLE,
    INTERNAL,
    /** Prometheus reads the proxy's statistics. */
    STATISTICS,
    /** A rule of a route of Envoy Gateway; the host is its namespace, a slash and its name. */
    ROUTE,
    /** Not Istio's grammar. */
    OTHER
  }

  /** Understands a name; {@code -} is what Envoy writes for none. */
  static ClusterName of(String text) {
    String name = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.equals("-") || name.equals("UnknownService")) {
      return NONE;
    }
    if (name.startsWith("outbound|")) {
      return parts(Kind.OUTBOUND, name.split("\\|", PARTS));
    }
    if (name.startsWith("inbound|")) {
      return parts(Kind.INBOUND, name.split("\\|", PARTS));
    }
    if (name.startsWith("inbound-vip|")) {
      return parts(Kind.INBOUND_VIP, name.split("\\|", PARTS));
    }
    if (isSni(name)) {
      return ofSni(name);
    }
    String route = route(name);
    return route.isEmpty()
        ? new ClusterName(wholeKind(name), 0, "", name)
        : new ClusterName(Kind.ROUTE, 0, "", route);
  }

  /** Understands the server name that a client in the mesh sends; none for any other name. */
  static ClusterName ofSni(String sni) {
    return isSni(sni) ? parts(Kind.OUTBOUND, sni.split("_\\.", PARTS)) : NONE;
  }

  /**
   * Namespace and name of the route of which the name is a rule, perhaps with a match and a host
   * behind; empty for any other name.
   */
  private static String route(String name) {
    String[] parts = name.split("/", PARTS + 1);
    boolean isRoute =
        parts.length >= PARTS
            && ROUTES.contains(parts[0])
            && !parts[1].isEmpty()
            && !parts[2].isEmpty()
            && parts[3].equals("rule");
    return isRoute ? parts[1] + "/" + parts[2] : "";
  }

  boolean isOutbound() {
    return kind == Kind.OUTBOUND || kind == Kind.PASSTHROUGH || kind == Kind.BLACK_HOLE;
  }

  private static boolean isSni(String name) {
    return name.startsWith(SNI_PREFIX);
  }

  private static ClusterName parts(Kind kind, String[] parts) {
    if (parts.length < PARTS) {
      return new ClusterName(Kind.OTHER, 0, "", String.join("|", parts));
    }
    String subset = kind == Kind.OUTBOUND ? parts[2] : "";
    return new ClusterName(kind, Addresses.number(parts[1]), subset, parts[3]);
  }

  private static Kind wholeKind(String name) {
    if (INTERNAL.contains(name)) {
      return Kind.INTERNAL;
    }
    return switch (name) {
      case "PassthroughCluster" -> Kind.PASSTHROUGH;
      case "BlackHoleCluster" -> Kind.BLACK_HOLE;
      case "prometheus_stats" -> Kind.STATISTICS;
      default -> prefixKind(name);
    };
  }

  private static Kind prefixKind(String name) {
    if (name.startsWith("AllowAny")) {
      return Kind.PASSTHROUGH;
    }
    return name.startsWith("InboundPassthroughCluster") ? Kind.INBOUND : Kind.OTHER;
  }
}
