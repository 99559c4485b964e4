package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.model.Cause;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ResponseFlag;
import dev.meshscope.model.TrafficClass;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamNormalizerTest {
  private final FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);

  @Test
  void writesTheNumbersOfARequest() {
    TestEntry entry =
        request()
            .code(503, "via_upstream")
            .flags(ResponseFlag.URX)
            .number(ProtocolEntry.ATTEMPTS, 3)
            .number(ProtocolEntry.HEADER_BYTES_RECEIVED, 100)
            .number(ProtocolEntry.BODY_BYTES_RECEIVED, 20)
            .number(ProtocolEntry.HEADER_BYTES_SENT, 7)
            .number(ProtocolEntry.BODY_BYTES_SENT, 30);
    assertThat(sidecar.normalize(entry)).isEqualTo(Accepted.REPORT);
    RequestColumns columns = sidecar.reports.columns();
    assertThat(columns.size()).isEqualTo(1);
    assertThat(columns.durationNanos(0)).isEqualTo(5_000_000);
    assertThat(columns.outcome(0))
        .isEqualTo(Outcome.of(503, Outcome.NO_GRPC_STATUS, Cause.RETRY_LIMIT));
    assertThat(columns.flags(0)).isEqualTo(ResponseFlag.URX.bit());
    assertThat(columns.attempts(0)).isEqualTo(3);
    assertThat(columns.bytesReceived(0)).isEqualTo(120);
    assertThat(columns.bytesSent(0)).isEqualTo(37);
  }

  @Test
  void writesTheNumbersOfAConnection() {
    TestEntry entry =
        TestEntry.tcp()
            .number(ProtocolEntry.BODY_BYTES_RECEIVED, 5)
            .number(ProtocolEntry.BODY_BYTES_SENT, 6);
    assertThat(sidecar.normalize(entry)).isEqualTo(Accepted.REPORT);
    RequestColumns columns = sidecar.reports.columns();
    assertThat(columns.durationNanos(0)).isEqualTo(RequestColumns.NO_DURATION);
    assertThat(columns.outcome(0)).isEqualTo(Outcome.of(0, Outcome.NO_GRPC_STATUS, Cause.NONE));
    assertThat(columns.bytesReceived(0)).isEqualTo(5);
    assertThat(columns.bytesSent(0)).isEqualTo(6);
  }

  @Test
  void keepsCodeNought() {
    sidecar.normalize(request().code(0, "downstream_remote_disconnect").flags(ResponseFlag.DC));
    int outcome = sidecar.reports.columns().outcome(0);
    assertThat(Outcome.responseCode(outcome)).isZero();
    assertThat(Outcome.cause(outcome)).isEqualTo(Cause.CLIENT_GONE);
  }

  @Test
  void countsPlaintextBeforeStrictMutualTlsAsADeniedConnection() {
    TestEntry entry =
        new TestEntry()
            .startedAt(TestEntry.START)
            .from("10.0.1.9", "10.0.1.5", 15006)
            .flags(ResponseFlag.NR);
    assertThat(sidecar.edge(entry).traits().protocol()).isEqualTo(Protocol.TCP);
    assertThat(Outcome.cause(sidecar.reports.columns().outcome(0))).isEqualTo(Cause.DENIED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 99, 1000, 4_294_967_295L})
  void countsACodeThatIsNoneAsUnknown(long code) {
    assertThat(sidecar.normalize(request().number(ProtocolEntry.RESPONSE_CODE, code)))
        .isEqualTo(Accepted.REPORT);
    assertThat(Outcome.responseCode(sidecar.reports.columns().outcome(0))).isZero();
    assertThat(sidecar.ledger.unknown(Unknown.RESPONSE_CODE)).isEqualTo(1);
  }

  @ParameterizedTest(name = "trailer {0}, header {1} = {2}")
  @CsvSource({"0, '', 0", "'', 13, 13", "16, 0, 16", "17, '', 31", "x, '', 31", "123, '', 31"})
  void readsTheGrpcStatusFromTrailersThenHeaders(String trailer, String header, int expected) {
    TestEntry entry =
        request()
            .text(ProtocolEntry.GRPC_STATUS_TRAILER, trailer)
            .text(ProtocolEntry.GRPC_STATUS_HEADER, header);
    assertThat(sidecar.edge(entry).traits().protocol()).isEqualTo(Protocol.GRPC);
    assertThat(Outcome.grpcStatus(sidecar.reports.columns().outcome(0))).isEqualTo(expected);
    assertThat(sidecar.ledger.unknown(Unknown.GRPC_STATUS)).isEqualTo(expected == 31 ? 1 : 0);
  }

  @ParameterizedTest(name = "{0} {1} {2} is gRPC: {3}")
  @CsvSource({
    "application/grpc, 1, /x, true",
    "application/grpc+proto, 3, /a.B/C, true",
    "application/json, 3, /a.B/C, false",
    "'', 3, /a.B/C, true",
    "'', 1, /a.B/C, false",
    "'', 3, /a/C, false",
    "'', 3, /a.B/C/D, false",
    "'', 3, /a.B/, false",
    "'', 3, /a.B, false",
    "'', 3, /a.B/C?q, false",
    "'', 3, '', false"
  })
  void recognizesGrpc(String contentType, int method, String path, boolean isGrpc) {
    TestEntry entry =
        request()
            .number(ProtocolEntry.PROTOCOL_VERSION, 3)
            .number(ProtocolEntry.METHOD, method)
            .text(ProtocolEntry.CONTENT_TYPE, contentType)
            .text(ProtocolEntry.PATH, path);
    assertThat(sidecar.edge(entry).traits().protocol() == Protocol.GRPC).isEqualTo(isGrpc);
  }

  @Test
  void leavesStreamsOutOfLatency() {
    sidecar.normalize(request().code(101, "via_upstream"));
    sidecar.normalize(request().number(ProtocolEntry.METHOD, 6));
    sidecar.normalize(request().text(ProtocolEntry.PATH, "/a.B/WatchThings"));
    sidecar.normalize(request().text(ProtocolEntry.PATH, "/a.B/SubscribeAll"));
    sidecar.normalize(request().text(ProtocolEntry.PATH, "/a.B/DoStream"));
    sidecar.normalize(request().flags(ResponseFlag.DI));
    for (int row = 0; row < 6; row++) {
      assertThat(sidecar.reports.columns().durationNanos(row))
          .as("row %d", row)
          .isEqualTo(RequestColumns.NO_DURATION);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/watch", "/Stream", "/a.B/Get", "/a.B/Str", "/"})
  void keepsOtherPathsInLatency(String path) {
    sidecar.normalize(request().text(ProtocolEntry.PATH, path));
    assertThat(sidecar.reports.columns().durationNanos(0)).isEqualTo(5_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kube-probe/1.31", "GoogleHC/1.0", "ELB-HealthChecker/2.0", "Prometheus/3.0"})
  void knowsProbesByTheirUserAgent(String agent) {
    assertThat(trafficClass(request().text(ProtocolEntry.USER_AGENT, agent)))
        .isEqualTo(TrafficClass.PROBE);
  }

  @Test
  void knowsProbesByPathPortClusterAndFilter() {
    assertThat(trafficClass(request().text(ProtocolEntry.PATH, "/app-health/a/livez")))
        .isEqualTo(TrafficClass.PROBE);
    assertThat(trafficClass(request().number(ProtocolEntry.LOCAL_PORT, 15021)))
        .isEqualTo(TrafficClass.PROBE);
    assertThat(trafficClass(request().text(ProtocolEntry.UPSTREAM_CLUSTER, "prometheus_stats")))
        .isEqualTo(TrafficClass.PROBE);
    assertThat(trafficClass(request().code(200, "health_check_ok"))).isEqualTo(TrafficClass.PROBE);
    assertThat(trafficClass(request().number(ProtocolEntry.LOCAL_PORT, 15022)))
        .isEqualTo(TrafficClass.LIVE);
  }

  @Test
  void knowsTheMeshTalkingToItself() {
    assertThat(trafficClass(request().text(ProtocolEntry.UPSTREAM_CLUSTER, "xds-grpc")))
        .isEqualTo(TrafficClass.INTERNAL);
    assertThat(
            trafficClass(
                request()
                    .text(
                        ProtocolEntry.PATH,
                        "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs")))
        .isEqualTo(TrafficClass.INTERNAL);
  }

  @ParameterizedTest
  @CsvSource({
    "503, drop_overload, DO",
    "503, unconditional_drop_overload, UDO",
  })
  void readsFlagsThatHaveNoFieldOutOfTheDetails(int code, String details, ResponseFlag flag) {
    sidecar.normalize(request().code(code, details).flags(ResponseFlag.URX));
    assertThat(sidecar.reports.columns().flags(0)).isEqualTo(flag.bit() | ResponseFlag.URX.bit());
  }

  @ParameterizedTest(name = "{0} {1} is internal: {2}")
  @CsvSource({
    "3, /v1/logs, true",
    "3, /v1/traces, true",
    "3, /v1/metrics, true",
    "3, /opentelemetry.proto.collector.logs.v1.LogsService/Export, true",
    "3, /envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources, true",
    "1, /v1/logs, false",
    "3, /v1/logs/7, false",
    "3, /api/v1/logs, false"
  })
  void knowsTelemetryOnItsWay(int method, String path, boolean isInternal) {
    TestEntry entry =
        request()
            .number(ProtocolEntry.METHOD, method)
            .text(ProtocolEntry.PATH, path)
            .text(ProtocolEntry.USER_AGENT, "OTel-OTLP-Exporter-Envoy/1.40.0");
    assertThat(trafficClass(entry) == TrafficClass.INTERNAL).isEqualTo(isInternal);
  }

  @Test
  void knowsAnApplicationWithPathsOfTelemetryByItsCallers() {
    TestEntry entry =
        request().number(ProtocolEntry.METHOD, 3).text(ProtocolEntry.PATH, "/v1/logs");
    assertThat(trafficClass(entry)).isEqualTo(TrafficClass.LIVE);
  }

  @Test
  void knowsMirroredAndInjected() {
    assertThat(trafficClass(request().text(ProtocolEntry.AUTHORITY, "reviews-shadow:9080")))
        .isEqualTo(TrafficClass.MIRROR);
    assertThat(trafficClass(request().flags(ResponseFlag.FI).code(503, "fault_filter_abort")))
        .isEqualTo(TrafficClass.FAULT_INJECTED);
    assertThat(trafficClass(request().flags(ResponseFlag.DI))).isEqualTo(TrafficClass.LIVE);
  }

  @Test
  void countsWrongUtf8InNamesAsUnknownAndGoesOn() {
    TestEntry entry =
        request().bytes(ProtocolEntry.AUTHORITY, new byte[] {'a', (byte) 0xC3, '(', 'b'});
    assertThat(sidecar.edge(entry).details().host()).isEqualTo("a\uFFFD(b");
    sidecar.normalize(entry);
    assertThat(sidecar.ledger.unknown(Unknown.UTF8)).isEqualTo(2);
  }

  @Test
  void countsUnknownEnumValuesAndGoesOn() {
    TestEntry entry = request().number(ProtocolEntry.UNKNOWNS, Unknown.ENUM_VALUE.bit());
    assertThat(sidecar.normalize(entry)).isEqualTo(Accepted.REPORT);
    assertThat(sidecar.ledger.unknown(Unknown.ENUM_VALUE)).isEqualTo(1);
  }

  @Test
  void rejectsNamesThatAreTooLongButNotAuthorities() {
    String huge = "x".repeat(2_000);
    assertThat(sidecar.normalize(request().text(ProtocolEntry.UPSTREAM_CLUSTER, huge)))
        .isEqualTo(Rejected.NAME_TOO_LONG);
    assertThat(sidecar.normalize(request().text(ProtocolEntry.DOWNSTREAM_PEER, huge.repeat(10))))
        .isEqualTo(Rejected.NAME_TOO_LONG);
    assertThat(sidecar.edge(request().text(ProtocolEntry.AUTHORITY, huge)).details().host())
        .isEqualTo(Hosts.OVERFLOW);
    assertThat(sidecar.normalize(request().text(ProtocolEntry.PATH, huge)))
        .isEqualTo(Accepted.REPORT);
  }

  @Test
  void survivesAbsurdNumbers() {
    TestEntry entry =
        request()
            .number(ProtocolEntry.ATTEMPTS, 4_294_967_295L)
            .number(ProtocolEntry.BODY_BYTES_RECEIVED, -1)
            .number(ProtocolEntry.BODY_BYTES_SENT, Long.MAX_VALUE)
            .number(ProtocolEntry.UPSTREAM_PORT, 4_294_967_295L);
    assertThat(sidecar.normalize(entry)).isEqualTo(Accepted.REPORT);
    assertThat(sidecar.reports.columns().attempts(0)).isEqualTo(1 << 20);
    assertThat(sidecar.reports.columns().bytesReceived(0)).isEqualTo(1L << 48);
    assertThat(sidecar.reports.columns().bytesSent(0)).isEqualTo(1L << 48);
  }

  @Test
  void passesOnWhyAnEntryDoesNotCount() {
    assertThat(sidecar.normalize(request().without(ProtocolEntry.START)))
        .isEqualTo(Rejected.NO_START_TIME);
    assertThat(sidecar.normalize(request().number(ProtocolEntry.LOG_TYPE, 9)))
        .isEqualTo(Skipped.UPSTREAM_ATTEMPT);
    assertThat(sidecar.reports.size()).isZero();
  }

  @Test
  void tellsWhenAUsableEntryBegan() {
    assertThat(sidecar.normalizer.startMicros(request().entry(), TestEntry.ARRIVAL_MICROS))
        .hasValue(TestEntry.START.getEpochSecond() * 1_000_000 + 500);
    assertThat(
            sidecar.normalizer.startMicros(
                request().time(ProtocolEntry.START, 1, 0).entry(), TestEntry.ARRIVAL_MICROS))
        .isEqualTo(OptionalLong.empty());
  }

  private TrafficClass trafficClass(TestEntry entry) {
    return sidecar.edge(entry).traits().trafficClass();
  }

  private static TestEntry request() {
    return TestEntry.http()
        .from("10.0.1.9", "10.0.1.5", 15006)
        .text(ProtocolEntry.AUTHORITY, "reviews:9080");
  }
}
