package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.collector.normalize.ReportingNode.Role;
import dev.meshscope.model.ResponseFlag;

/**
 * What of an entry decides its flow beside the texts, as one number: ports, protocol, the parts of
 * the traffic class that no text holds, whether a cluster was chosen, whether the peer showed a
 * certificate.
 */
final class Traits {
  private static final int UPSTREAM_PORT_SHIFT = 16;
  private static final long PORT_MASK = 0xFFFF;
  private static final long TCP = 1L << 32;
  private static final long GRPC = 1L << 33;
  private static final long PROBE = 1L << 34;
  private static final long INTERNAL = 1L << 35;
  private static final long FAULT = 1L << 36;
  private static final long CHOSEN = 1L << 37;
  private static final long MUTUAL_TLS = 1L << 38;
  private static final long ENDPOINT = 1L << 39;
  private static final long SECURITY_UNTOLD = 1L << 40;

  private static final long POST = 3;
  private static final long HTTP2 = 3;
  private static final int AGENT_PORT = 15020;
  private static final int STATUS_PORT = 15021;
  private static final int STATISTICS_PORT = 15090;
  private static final byte[] VIA_UPSTREAM = ascii("via_upstream");
  private static final byte[] HEALTH_CHECK = ascii("health_check_");
  private static final byte[] DROP_OVERLOAD = ascii("drop_overload");
  private static final byte[] GRPC_CONTENT = ascii("application/grpc");
  private static final byte[] APP_HEALTH = ascii("/app-health/");
  private static final byte[][] PROBES = {
    ascii("kube-probe/"),
    ascii("GoogleHC/"),
    ascii("ELB-HealthChecker/"),
    ascii("Prometheus/"),
    ascii("Envoy/HC")
  };
  private static final byte[][] OWN_PATHS = {
    ascii("/envoy.service."), ascii("/opentelemetry.proto.collector.")
  };

  /**
   * OTLP over HTTP, which is always a POST (OTLP specification, "OTLP/HTTP Request"): short paths
   * that an application may have too, so the agent decides.
   */
  private static final byte[][] OTLP_PATHS = {
    ascii("/v1/logs"), ascii("/v1/traces"), ascii("/v1/metrics")
  };

  private static final byte[][] OTLP_AGENTS = {
    ascii("OTel-OTLP-Exporter-"), ascii("OpenTelemetry Collector")
  };

  /**
   * Flags of answers that were given after a cluster had been chosen, whether or not a host was.
   */
  private static final long AFTER =
      ResponseFlag.UH.bit()
          | ResponseFlag.UO.bit()
          | ResponseFlag.UF.bit()
          | ResponseFlag.UT.bit()
          | ResponseFlag.UC.bit()
          | ResponseFlag.UR.bit()
          | ResponseFlag.URX.bit()
          | ResponseFlag.UPE.bit()
          | ResponseFlag.UMSDR.bit();

  private Traits() {}

  /** The traits of an entry of a node with that role. */
  static long of(ProtocolEntry entry, boolean isTcp, Role role) {
    long localPort = entry.number(ProtocolEntry.LOCAL_PORT) & PORT_MASK;
    long traits =
        localPort | (entry.number(ProtocolEntry.UPSTREAM_PORT) & PORT_MASK) << UPSTREAM_PORT_SHIFT;
    if (isTcp) {
      traits |= TCP;
    } else {
      traits |= request(entry);
    }
    if (localPort >= AGENT_PORT && isStatusPort((int) localPort)) {
      traits |= PROBE;
    }
    if (ResponseFlag.FI.isIn(entry.number(ProtocolEntry.FLAGS))) {
      traits |= FAULT;
    }
    if (role.isEdge() && isClusterChosen(entry)) {
      traits |= CHOSEN;
    }
    if (entry.number(ProtocolEntry.PEER_HAS_CERTIFICATE) != 0) {
      traits |= MUTUAL_TLS;
    }
    if (entry.number(ProtocolEntry.CERTIFICATE_UNTOLD) != 0) {
      traits |= SECURITY_UNTOLD;
    }
    return entry.number(ProtocolEntry.UPSTREAM_IS_ENDPOINT) == 0 ? traits : traits | ENDPOINT;
  }

  static int localPort(long traits) {
    return (int) (traits & PORT_MASK);
  }

  static int upstreamPort(long traits) {
    return (int) (traits >>> UPSTREAM_PORT_SHIFT & PORT_MASK);
  }

  static boolean isTcp(long traits) {
    return (traits & TCP) != 0;
  }

  static boolean isGrpc(long traits) {
    return (traits & GRPC) != 0;
  }

  static boolean isProbe(long traits) {
    return (traits & PROBE) != 0;
  }

  /** Whether proxies or collectors talk here, told by the path. */
  static boolean isInternal(long traits) {
    return (traits & INTERNAL) != 0;
  }

  static boolean isFault(long traits) {
    return (traits & FAULT) != 0;
  }

  /** Whether the answer was given after a cluster had been chosen. */
  static boolean isChosen(long traits) {
    return (traits & CHOSEN) != 0;
  }

  static boolean isMutualTls(long traits) {
    return (traits & MUTUAL_TLS) != 0;
  }

  /** Whether nothing says how the connection was secured. */
  static boolean isSecurityUntold(long traits) {
    return (traits & SECURITY_UNTOLD) != 0;
  }

  /** Whether the upstream address is host and port. */
  static boolean isEndpoint(long traits) {
    return (traits & ENDPOINT) != 0;
  }

  private static long request(ProtocolEntry entry) {
    long traits = isGrpc(entry) ? GRPC : 0;
    if (isProbe(entry)) {
      traits |= PROBE;
    }
    for (byte[] path : OWN_PATHS) {
      if (entry.startsWith(ProtocolEntry.PATH, path)) {
        traits |= INTERNAL;
      }
    }
    return isOtlp(entry) ? traits | INTERNAL : traits;
  }

  private static boolean isOtlp(ProtocolEntry entry) {
    boolean isPath = false;
    if (entry.number(ProtocolEntry.METHOD) == POST) {
      for (byte[] path : OTLP_PATHS) {
        isPath |= entry.is(ProtocolEntry.PATH, path);
      }
    }
    boolean isAgent = false;
    for (byte[] agent : OTLP_AGENTS) {
      isAgent |= isPath && entry.startsWith(ProtocolEntry.USER_AGENT, agent);
    }
    return isAgent;
  }

  private static boolean isProbe(ProtocolEntry entry) {
    for (byte[] agent : PROBES) {
      if (entry.startsWith(ProtocolEntry.USER_AGENT, agent)) {
        return true;
      }
    }
    return entry.startsWith(ProtocolEntry.PATH, APP_HEALTH)
        || entry.startsWith(ProtocolEntry.RESPONSE_CODE_DETAILS, HEALTH_CHECK);
  }

  private static boolean isStatusPort(int port) {
    return port == AGENT_PORT || port == STATUS_PORT || port == STATISTICS_PORT;
  }

  private static boolean isClusterChosen(ProtocolEntry entry) {
    return entry.has(ProtocolEntry.UPSTREAM_CLUSTER)
        || entry.number(ProtocolEntry.ATTEMPTS) > 0
        || (entry.number(ProtocolEntry.FLAGS) & AFTER) != 0
        || entry.is(ProtocolEntry.RESPONSE_CODE_DETAILS, VIA_UPSTREAM)
        || entry.contains(ProtocolEntry.RESPONSE_CODE_DETAILS, DROP_OVERLOAD);
  }

  /** By the content type or a status if they were logged, else by the shape of the request. */
  private static boolean isGrpc(ProtocolEntry entry) {
    if (entry.has(ProtocolEntry.CONTENT_TYPE)) {
      return entry.startsWith(ProtocolEntry.CONTENT_TYPE, GRPC_CONTENT);
    }
    return entry.has(ProtocolEntry.GRPC_STATUS_TRAILER)
        || entry.has(ProtocolEntry.GRPC_STATUS_HEADER)
        || (entry.number(ProtocolEntry.METHOD) == POST
            && entry.number(ProtocolEntry.PROTOCOL_VERSION) == HTTP2
            && GrpcPath.isMethod(entry));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
