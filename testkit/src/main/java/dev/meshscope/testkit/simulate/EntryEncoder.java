package dev.meshscope.testkit.simulate;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import dev.meshscope.model.ResponseFlag;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry.HTTPVersion;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.CertificateProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.TLSVersion;
import java.util.Set;

/** Fills Envoy's access log entry in as Istio's Envoy would. */
final class EntryEncoder {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long HEADER_BYTES = 412;
  private static final long FRAMING_BYTES = 18;
  private static final int TLS_AES_256_GCM_SHA384 = 0x1302;

  /** The shortest time that a proxy holds a request before it sends it on. */
  private static final long OVERHEAD_SHARE = 20;

  private EntryEncoder() {}

  static HTTPAccessLogEntry encode(ProxyEntry entry, Timestamp start) {
    return HTTPAccessLogEntry.newBuilder()
        .setCommonProperties(common(entry, start))
        .setProtocolVersion(entry.request().isGrpc() ? HTTPVersion.HTTP2 : HTTPVersion.HTTP11)
        .setRequest(request(entry.request()))
        .setResponse(response(entry))
        .build();
  }

  static Timestamp timestamp(long epochNanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(epochNanos, NANOS_PER_SECOND))
        .setNanos((int) Math.floorMod(epochNanos, NANOS_PER_SECOND))
        .build();
  }

  private static AccessLogCommon common(ProxyEntry entry, Timestamp start) {
    ProxyEntry.Downstream downstream = entry.downstream();
    ProxyEntry.Upstream upstream = entry.upstream();
    AccessLogCommon.Builder common =
        AccessLogCommon.newBuilder()
            .setDownstreamRemoteAddress(address(downstream.remote()))
            .setDownstreamDirectRemoteAddress(address(downstream.direct()))
            .setDownstreamLocalAddress(address(downstream.local()))
            .setStartTime(start)
            .setUpstreamCluster(upstream.cluster())
            .setRouteName(upstream.route())
            .setUpstreamRequestAttemptCount(upstream.attempts())
            .setStreamId(entry.request().id())
            .setDuration(duration(entry.span().durationNanos()))
            .setAccessLogType(AccessLogType.DownstreamEnd);
    if (downstream.peer() != null || !downstream.sni().isEmpty()) {
      common.setTlsProperties(tls(entry.reporter(), downstream));
    }
    if (!entry.response().flags().isEmpty()) {
      common.setResponseFlags(flags(entry.response().flags()));
    }
    if (entry.reporter().peerMetadata().hasCustomTags() && !upstream.intended().isEmpty()) {
      common.putCustomTags("upstream_cluster", upstream.intended());
    }
    bytes(common, entry);
    times(common, entry);
    peers(common, entry);
    return common.build();
  }

  private static void bytes(AccessLogCommon.Builder common, ProxyEntry entry) {
    common
        .setDownstreamWireBytesReceived(entry.request().bytes() + HEADER_BYTES + FRAMING_BYTES)
        .setDownstreamWireBytesSent(entry.response().bytes() + HEADER_BYTES);
    if (entry.upstream().remote() != null) {
      common
          .setUpstreamRemoteAddress(address(entry.upstream().remote()))
          .setUpstreamWireBytesSent(entry.request().bytes() + HEADER_BYTES + FRAMING_BYTES)
          .setUpstreamWireBytesReceived(entry.response().bytes() + HEADER_BYTES);
    }
    if (entry.upstream().local() != null) {
      common.setUpstreamLocalAddress(address(entry.upstream().local()));
    }
  }

  private static void times(AccessLogCommon.Builder common, ProxyEntry entry) {
    ProxyEntry.Span span = entry.span();
    long overhead = span.durationNanos() / OVERHEAD_SHARE;
    common.setTimeToLastRxByte(duration(overhead / 2));
    boolean hasUpstream = entry.upstream().remote() != null;
    if (hasUpstream) {
      long sent = span.lastAttemptNanos() + overhead;
      common
          .setTimeToFirstUpstreamTxByte(duration(sent))
          .setTimeToLastUpstreamTxByte(duration(sent));
    }
    if (entry.response().code() == 0) {
      return;
    }
    long answered = span.durationNanos() - overhead;
    if (entry.response().details().equals(ProxyEntry.VIA_UPSTREAM)) {
      common
          .setTimeToFirstUpstreamRxByte(duration(answered))
          .setTimeToLastUpstreamRxByte(duration(answered));
    }
    common
        .setTimeToFirstDownstreamTxByte(duration(answered))
        .setTimeToLastDownstreamTxByte(duration(span.durationNanos()));
  }

  /** A proxy knows its peer when both have Istio's filter. */
  private static void peers(AccessLogCommon.Builder common, ProxyEntry entry) {
    PeerMetadata own = entry.reporter().peerMetadata();
    SimulatedPod caller = entry.downstream().peer();
    SimulatedPod callee = entry.upstream().peer();
    if (caller != null && caller.peerMetadata() != PeerMetadata.NONE) {
      common.putAllFilterStateObjects(own.objects("downstream", caller));
    }
    if (callee != null && callee.peerMetadata() != PeerMetadata.NONE) {
      common.putAllFilterStateObjects(own.objects("upstream", callee));
    }
  }

  private static TLSProperties tls(SimulatedPod reporter, ProxyEntry.Downstream downstream) {
    TLSProperties.Builder tls =
        TLSProperties.newBuilder()
            .setTlsVersion(TLSVersion.TLSv1_3)
            .setTlsCipherSuite(UInt32Value.of(TLS_AES_256_GCM_SHA384))
            .setTlsSniHostname(downstream.sni());
    if (downstream.peer() != null) {
      tls.setLocalCertificateProperties(certificate(reporter))
          .setPeerCertificateProperties(certificate(downstream.peer()));
    }
    return tls.build();
  }

  private static CertificateProperties certificate(SimulatedPod pod) {
    CertificateProperties.SubjectAltName name =
        CertificateProperties.SubjectAltName.newBuilder().setUri(pod.spiffeId()).build();
    return CertificateProperties.newBuilder().addSubjectAltName(name).build();
  }

  private static HTTPRequestProperties request(ProxyEntry.Request request) {
    HTTPRequestProperties.Builder properties =
        HTTPRequestProperties.newBuilder()
            .setRequestMethod(request.isGrpc() ? RequestMethod.POST : RequestMethod.GET)
            .setScheme("http")
            .setAuthority(request.authority())
            .setPath(request.path())
            .setUserAgent(request.isGrpc() ? "grpc-java-netty/1.85" : "Mozilla/5.0 (X11; Linux)")
            .setForwardedFor(request.forwardedFor())
            .setRequestId(request.id())
            .setRequestHeadersBytes(HEADER_BYTES)
            .setRequestBodyBytes(request.bytes())
            .setDownstreamHeaderBytesReceived(HEADER_BYTES)
            .setUpstreamHeaderBytesSent(HEADER_BYTES);
    if (request.isGrpc()) {
      properties.putRequestHeaders("content-type", "application/grpc");
    }
    return properties.build();
  }

  private static HTTPResponseProperties response(ProxyEntry entry) {
    ProxyEntry.Response response = entry.response();
    HTTPResponseProperties.Builder properties =
        HTTPResponseProperties.newBuilder()
            .setResponseHeadersBytes(HEADER_BYTES / 2)
            .setResponseBodyBytes(response.bytes())
            .setResponseCodeDetails(response.details())
            .setDownstreamHeaderBytesSent(HEADER_BYTES / 2);
    if (response.code() != 0) {
      properties.setResponseCode(UInt32Value.of(response.code()));
    }
    if (response.grpcStatus() >= 0) {
      properties.putResponseTrailers("grpc-status", Integer.toString(response.grpcStatus()));
    }
    return properties.build();
  }

  private static ResponseFlags flags(Set<ResponseFlag> flags) {
    ResponseFlags.Builder message = ResponseFlags.newBuilder();
    for (ResponseFlag flag : flags) {
      int number = Long.numberOfTrailingZeros(flag.bit()) + 1;
      message.setField(ResponseFlags.getDescriptor().findFieldByNumber(number), true);
    }
    return message.build();
  }

  private static Address address(Endpoint endpoint) {
    return Address.newBuilder()
        .setSocketAddress(
            SocketAddress.newBuilder().setAddress(endpoint.address()).setPortValue(endpoint.port()))
        .build();
  }

  private static Duration duration(long nanos) {
    return Duration.newBuilder()
        .setSeconds(nanos / NANOS_PER_SECOND)
        .setNanos((int) (nanos % NANOS_PER_SECOND))
        .build();
  }
}
