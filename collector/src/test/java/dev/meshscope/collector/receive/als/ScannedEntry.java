package dev.meshscope.collector.receive.als;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.model.ResponseFlag;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.CertificateProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.CertificateProperties.SubjectAltName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an entry says, by name, to be compared. Nothing and nought are left out. */
record ScannedEntry(SortedMap<String, Object> values) {
  private static final List<Integer> PEERS =
      List.of(
          ProtocolEntry.DOWNSTREAM_PEER,
          ProtocolEntry.UPSTREAM_PEER,
          ProtocolEntry.WASM_DOWNSTREAM_PEER,
          ProtocolEntry.WASM_UPSTREAM_PEER,
          ProtocolEntry.PEER_PRINCIPAL);

  static ScannedEntry of(ProtocolEntry entry) {
    ScannedEntry scanned = new ScannedEntry(new TreeMap<>());
    for (int text = 0; text < ProtocolEntry.TEXTS; text++) {
      scanned.put(
          "text " + text,
          PEERS.contains(text)
              ? new String(entry.copy(text), StandardCharsets.ISO_8859_1)
              : entry.string(text));
    }
    for (int number = 0; number < ProtocolEntry.NUMBERS; number++) {
      if (number != ProtocolEntry.UNKNOWNS) {
        scanned.put("number " + number, entry.number(number));
      }
    }
    for (int time = 0; time < ProtocolEntry.TIMES; time++) {
      if (entry.hasTime(time)) {
        scanned.put("time " + time, entry.seconds(time) + "s " + entry.nanos(time) + "n");
      }
    }
    return scanned;
  }

  static ScannedEntry of(HTTPAccessLogEntry entry) {
    ScannedEntry scanned = new ScannedEntry(new TreeMap<>());
    scanned.common(entry.getCommonProperties());
    scanned.number(ProtocolEntry.PROTOCOL_VERSION, entry.getProtocolVersionValue());
    var request = entry.getRequest();
    scanned.number(ProtocolEntry.METHOD, request.getRequestMethodValue());
    scanned.text(ProtocolEntry.AUTHORITY, request.getAuthority());
    String original = request.getOriginalPath();
    scanned.text(ProtocolEntry.PATH, original.isEmpty() ? request.getPath() : original);
    scanned.text(ProtocolEntry.USER_AGENT, request.getUserAgent());
    scanned.number(ProtocolEntry.HEADER_BYTES_RECEIVED, request.getRequestHeadersBytes());
    scanned.number(ProtocolEntry.BODY_BYTES_RECEIVED, request.getRequestBodyBytes());
    scanned.text(
        ProtocolEntry.CONTENT_TYPE, request.getRequestHeadersOrDefault("content-type", ""));
    var response = entry.getResponse();
    scanned.number(
        ProtocolEntry.RESPONSE_CODE, Integer.toUnsignedLong(response.getResponseCode().getValue()));
    scanned.number(ProtocolEntry.HEADER_BYTES_SENT, response.getResponseHeadersBytes());
    scanned.number(ProtocolEntry.BODY_BYTES_SENT, response.getResponseBodyBytes());
    scanned.text(
        ProtocolEntry.GRPC_STATUS_HEADER, response.getResponseHeadersOrDefault("grpc-status", ""));
    scanned.text(
        ProtocolEntry.GRPC_STATUS_TRAILER,
        response.getResponseTrailersOrDefault("grpc-status", ""));
    scanned.text(ProtocolEntry.RESPONSE_CODE_DETAILS, response.getResponseCodeDetails());
    return scanned;
  }

  static ScannedEntry of(TCPAccessLogEntry entry) {
    ScannedEntry scanned = new ScannedEntry(new TreeMap<>());
    scanned.common(entry.getCommonProperties());
    scanned.number(ProtocolEntry.FROM_TCP_LOGGER, 1);
    var connection = entry.getConnectionProperties();
    scanned.number(ProtocolEntry.BODY_BYTES_RECEIVED, connection.getReceivedBytes());
    scanned.number(ProtocolEntry.BODY_BYTES_SENT, connection.getSentBytes());
    return scanned;
  }

  @SuppressWarnings("deprecation") // Envoy still says whether an entry is intermediate.
  private void common(AccessLogCommon common) {
    String remote = address(common.getDownstreamRemoteAddress());
    String direct = address(common.getDownstreamDirectRemoteAddress());
    text(ProtocolEntry.REMOTE_ADDRESS, remote);
    text(ProtocolEntry.PEER_ADDRESS, direct.isEmpty() ? remote : direct);
    Address local = common.getDownstreamLocalAddress();
    text(ProtocolEntry.LOCAL_ADDRESS, address(local));
    number(ProtocolEntry.LOCAL_PORT, port(local));
    Address upstream = common.getUpstreamRemoteAddress();
    boolean isEndpoint = upstream.hasEnvoyInternalAddress();
    text(
        ProtocolEntry.UPSTREAM_ADDRESS,
        isEndpoint ? upstream.getEnvoyInternalAddress().getEndpointId() : address(upstream));
    number(ProtocolEntry.UPSTREAM_PORT, port(upstream));
    number(ProtocolEntry.UPSTREAM_IS_ENDPOINT, isEndpoint ? 1 : 0);
    text(ProtocolEntry.UPSTREAM_CLUSTER, common.getUpstreamCluster());
    text(ProtocolEntry.ROUTE_NAME, common.getRouteName());
    tag(common, ProtocolEntry.TAGGED_CLUSTER, "upstream_cluster");
    tag(common, ProtocolEntry.UPSTREAM_PEER_SAN, "upstream_peer_san");
    tag(common, ProtocolEntry.UPSTREAM_LOCAL_SAN, "upstream_local_san");
    tag(common, ProtocolEntry.UPSTREAM_TLS, "upstream_tls_version");
    text(ProtocolEntry.STREAM_ID, common.getStreamId());
    text(ProtocolEntry.TERMINATION_DETAILS, common.getConnectionTerminationDetails());
    number(ProtocolEntry.ATTEMPTS, Integer.toUnsignedLong(common.getUpstreamRequestAttemptCount()));
    number(ProtocolEntry.INTERMEDIATE, common.getIntermediateLogEntry() ? 1 : 0);
    number(ProtocolEntry.LOG_TYPE, common.getAccessLogTypeValue());
    number(ProtocolEntry.FLAGS, flags(common.getResponseFlags()));
    tls(common);
    times(common);
    peer(common, ProtocolEntry.DOWNSTREAM_PEER, "downstream_peer");
    peer(common, ProtocolEntry.UPSTREAM_PEER, "upstream_peer");
    peer(common, ProtocolEntry.WASM_DOWNSTREAM_PEER, "wasm.downstream_peer");
    peer(common, ProtocolEntry.WASM_UPSTREAM_PEER, "wasm.upstream_peer");
    peer(common, ProtocolEntry.PEER_PRINCIPAL, "io.istio.peer_principal");
  }

  private void tag(AccessLogCommon common, int text, String key) {
    text(text, common.getCustomTagsOrDefault(key, ""));
  }

  private void tls(AccessLogCommon common) {
    var tls = common.getTlsProperties();
    text(ProtocolEntry.SNI, tls.getTlsSniHostname());
    text(ProtocolEntry.LOCAL_SAN, name(tls.getLocalCertificateProperties()));
    CertificateProperties peer = tls.getPeerCertificateProperties();
    text(ProtocolEntry.PEER_SAN, name(peer));
    boolean isShown = peer.getSubjectAltNameCount() > 0 || !peer.getSubject().isEmpty();
    number(ProtocolEntry.PEER_HAS_CERTIFICATE, isShown ? 1 : 0);
  }

  private void times(AccessLogCommon common) {
    if (common.hasStartTime()) {
      put(
          "time " + ProtocolEntry.START,
          common.getStartTime().getSeconds() + "s " + common.getStartTime().getNanos() + "n");
    }
    time(1, common.hasTimeToLastRxByte(), common.getTimeToLastRxByte());
    time(2, common.hasTimeToFirstUpstreamTxByte(), common.getTimeToFirstUpstreamTxByte());
    time(3, common.hasTimeToLastUpstreamTxByte(), common.getTimeToLastUpstreamTxByte());
    time(4, common.hasTimeToFirstUpstreamRxByte(), common.getTimeToFirstUpstreamRxByte());
    time(5, common.hasTimeToLastUpstreamRxByte(), common.getTimeToLastUpstreamRxByte());
    time(6, common.hasTimeToFirstDownstreamTxByte(), common.getTimeToFirstDownstreamTxByte());
    time(7, common.hasTimeToLastDownstreamTxByte(), common.getTimeToLastDownstreamTxByte());
    time(8, common.hasDuration(), common.getDuration());
  }

  private void time(int time, boolean isPresent, Duration duration) {
    if (isPresent) {
      put("time " + time, duration.getSeconds() + "s " + duration.getNanos() + "n");
    }
  }

  private void peer(AccessLogCommon common, int text, String key) {
    ByteString bytes =
        common.getFilterStateObjectsOrDefault(key, Any.getDefaultInstance()).getValue();
    put("text " + text, bytes.toString(StandardCharsets.ISO_8859_1));
  }

  private static String name(CertificateProperties certificate) {
    List<String> uris =
        certificate.getSubjectAltNameList().stream()
            .filter(SubjectAltName::hasUri)
            .map(SubjectAltName::getUri)
            .filter(uri -> !uri.isEmpty())
            .toList();
    return uris.stream()
        .filter(uri -> uri.startsWith("spiffe://"))
        .findFirst()
        .orElse(uris.isEmpty() ? "" : uris.getFirst());
  }

  private static String address(Address address) {
    return address.getSocketAddress().getAddress();
  }

  private static long port(Address address) {
    return Integer.toUnsignedLong(address.getSocketAddress().getPortValue());
  }

  private static long flags(ResponseFlags flags) {
    long bits = 0;
    for (var field : ResponseFlags.getDescriptor().getFields()) {
      boolean isSet =
          field.getNumber() == 13
              ? flags.hasUnauthorizedDetails()
              : Boolean.TRUE.equals(flags.getField(field));
      if (isSet) {
        bits |= ResponseFlag.ofField(field.getNumber()).orElseThrow().bit();
      }
    }
    return bits;
  }

  private void text(int text, String value) {
    put("text " + text, value);
  }

  private void number(int number, long value) {
    put("number " + number, value);
  }

  private void put(String name, Object value) {
    if (!value.equals("") && !value.equals(0L)) {
      values.put(name, value);
    }
  }
}
