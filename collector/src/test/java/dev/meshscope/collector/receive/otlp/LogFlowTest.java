package dev.meshscope.collector.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.ReportBuffer;
import dev.meshscope.collector.normalize.Unknown;
import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From a log record to the edges that it adds to. */
class LogFlowTest {
  private static final Instant START = Instant.parse("2026-11-25T23:08:22.123Z");
  private static final long ARRIVAL_MICROS = START.getEpochSecond() * 1_000_000 + 2_000_000;

  private final Ledger ledger = new Ledger();
  private final ReportBuffer reports = new ReportBuffer();

  @Test
  void aCallerIsWhomThePeerObjectNames() {
    EdgeReference edge = edges(SampleRecords.inbound()).getFirst();
    assertThat(edge.reporter()).isEqualTo(Reporter.DESTINATION);
    assertThat(edge.source())
        .isEqualTo(
            new Party.Known(
                new Workload(
                    new Workload.Identity("Kubernetes", "bookinfo", "productpage-v1", "v1"),
                    "productpage",
                    NodeKind.WORKLOAD)));
    assertThat(edge.details().security()).isEqualTo(ConnectionSecurityPolicy.MUTUAL_TLS);
    assertThat(edge.details().sourcePrincipal())
        .isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage");
    assertThat(edge.details().subset()).isEqualTo("v1");
  }

  @Test
  void aCallIsInPlaintextOnlyIfItsAttributeSaysSo() {
    Map<String, String> call = SampleRecords.inbound();
    call.put("downstream_peer_uri_san", "-");
    assertThat(edges(call).getFirst().details().security())
        .isEqualTo(ConnectionSecurityPolicy.NONE);
    call.remove("downstream_peer_uri_san");
    assertThat(edges(call).getFirst().details().security())
        .isEqualTo(ConnectionSecurityPolicy.UNKNOWN);
  }

  @Test
  void aClusterThatWasNotAskedIsThatOfTheTag() {
    Map<String, String> call = SampleRecords.outbound();
    call.put("upstream_host", "-");
    call.put("response_code", "503");
    call.put("response_flags", "UO");
    call.put("response_code_details", "upstream_reset_before_response_started{overflow}");
    EdgeReference edge = edges(call).getFirst();
    assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "ratings"));
    assertThat(Outcome.cause(lastOutcome())).isEqualTo(Cause.CIRCUIT_BREAKER);
  }

  @Test
  void aGatewaysInjectedFaultAddsToItsFirstEdgeOnly() {
    Map<String, String> call = SampleRecords.outbound();
    call.put("node_id", "router~10.0.2.1~gw-x.istio-system~istio-system.svc.cluster.local");
    assertThat(edges(call)).hasSize(2);
    call.put("upstream_host", "-");
    call.put("upstream_request_attempt_count", "0");
    call.put("response_code", "503");
    call.put("response_flags", "FI");
    call.put("response_code_details", "fault_filter_abort");
    assertThat(edges(call)).as("the cluster is that of the route").hasSize(1);
  }

  @Test
  void aGrpcCallHasItsStatus() {
    Map<String, String> call = SampleRecords.outbound();
    call.put("content_type", "application/grpc");
    call.put("grpc_status", "14");
    assertThat(edges(call).getFirst().traits().protocol()).isEqualTo(Protocol.GRPC);
    assertThat(Outcome.grpcStatus(lastOutcome())).isEqualTo(14);
  }

  @Test
  void aConnectionIsOne() {
    assertThat(fate(SampleRecords.line(START, SampleLines.TCP), "10.44.1.23"))
        .isEqualTo(Accepted.REPORT);
    EdgeReference edge = lastEdges().getFirst();
    assertThat(edge.traits().protocol()).isEqualTo(Protocol.TCP);
    assertThat(edge.reporter()).isEqualTo(Reporter.SOURCE);
    assertThat(edge.service()).isEqualTo(new ServiceName("foo", "mysql"));
  }

  @Test
  void aLineWithoutAWriterIsOfTheAddressThatItCameFromAndUnknown() {
    assertThat(fate(SampleRecords.line(START, SampleLines.HTTP), "10.44.1.23"))
        .isEqualTo(Accepted.REPORT);
    EdgeReference edge = lastEdges().getFirst();
    assertThat(edge.source()).isEqualTo(new Party.Known(Workload.ofAddress("10.44.1.23")));
    assertThat(edge.reporter()).isEqualTo(Reporter.SOURCE);
    assertThat(edge.service()).isEqualTo(new ServiceName("foo", "httpbin"));
    assertThat(ledger.unknown(Unknown.NODE)).isEqualTo(1);
  }

  @Test
  void exportsOverHttpAreTheMeshTalkingToItself() {
    for (String path : List.of("/v1/logs", "/v1/traces")) {
      Map<String, String> call = SampleRecords.outbound();
      call.put("method", "POST");
      call.put("path", path);
      assertThat(trafficClass(call)).as("an application's own").isEqualTo(TrafficClass.LIVE);
      call.put("user_agent", "OTel-OTLP-Exporter-Envoy/1.40.0");
      assertThat(trafficClass(call)).isEqualTo(TrafficClass.INTERNAL);
      call.put("path", path + "/x");
      assertThat(trafficClass(call)).isEqualTo(TrafficClass.LIVE);
    }
    Map<String, String> call = SampleRecords.outbound();
    call.put("path", "/opentelemetry.proto.collector.logs.v1.LogsService/Export");
    assertThat(trafficClass(call)).isEqualTo(TrafficClass.INTERNAL);
  }

  private TrafficClass trafficClass(Map<String, String> call) {
    return edges(call).getFirst().traits().trafficClass();
  }

  private List<EdgeReference> edges(Map<String, String> call) {
    assertThat(fate(SampleRecords.log(START, call), "")).isEqualTo(Accepted.REPORT);
    return lastEdges();
  }

  private Normalized fate(LogRecord log, String connection) {
    byte[] message = log.toByteArray();
    LogReader reader = new LogReader(BodyReader.NONE);
    reader.begin(message, connection);
    @Nullable Normalized fate = reader.read(0, message.length);
    return fate != null
        ? fate
        : Normalization.ofMessages(NormalizeConfig.defaults(), new PeerText(), ledger)
            .of(reader.node(), 1)
            .normalize(reader.entry(), ARRIVAL_MICROS, reports);
  }

  private List<EdgeReference> lastEdges() {
    int row = reports.columns().size() - 1;
    return reports.flows().get(reports.columns().flow(row)).edges();
  }

  private int lastOutcome() {
    return reports.columns().outcome(reports.columns().size() - 1);
  }
}
