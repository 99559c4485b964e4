package dev.meshscope.collector.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportBuffer;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.TrafficClass;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of spans, up to the edges that they add to. */
class SpanScannerTest {
  private static final Instant START = Instant.parse("2026-11-25T14:48:55.428783Z");
  private static final long ARRIVAL_MICROS = START.getEpochSecond() * 1_000_000 + 2_000_000;

  private final SpanScanner scanner = new SpanScanner();
  private final ReportBuffer reports = new ReportBuffer();

  @Test
  void readsWhatEnvoyWrote() throws IOException {
    List<String> seen = new ArrayList<>();
    for (Span span : captured("envoy-1.40-spans")) {
      assertThat(normalized(span)).isEqualTo(Accepted.REPORT);
      EdgeReference edge = lastEdges().getFirst();
      seen.add(
          edge.service().name()
              + " "
              + Outcome.responseCode(lastOutcome())
              + " "
              + Outcome.cause(lastOutcome()).text()
              + " "
              + edge.traits().trafficClass().text());
    }
    assertThat(seen)
        .containsExactly(
            "ratings 404 none live",
            "ratings 404 none live",
            "ratings 503 fault-injected fault-injected",
            "dead 503 upstream-connect-failure live",
            "empty 503 no-healthy-upstream live");
  }

  @Test
  void leavesTheSpansOfAttemptsOut() throws IOException {
    List<Normalized> fates = new ArrayList<>();
    for (Span span : captured("envoy-1.40-spans-per-attempt")) {
      fates.add(normalized(span));
    }
    assertThat(fates)
        .containsExactly(
            Skipped.UPSTREAM_ATTEMPT,
            Skipped.UPSTREAM_ATTEMPT,
            Skipped.UPSTREAM_ATTEMPT,
            Accepted.REPORT,
            Accepted.REPORT);
  }

  @Test
  void tellsTheDirectionByClusterElseByKindAndAddresses() {
    Map<String, String> tags = SampleRecords.spanTags();
    assertThat(edges(SpanKind.SPAN_KIND_CLIENT, tags))
        .singleElement()
        .extracting(EdgeReference::reporter)
        .isEqualTo(Reporter.SOURCE);
    tags.put("upstream_cluster", "inbound|9080||");
    tags.put("peer.address", "10.0.1.9");
    assertThat(edges(SpanKind.SPAN_KIND_SERVER, tags))
        .singleElement()
        .extracting(EdgeReference::reporter)
        .isEqualTo(Reporter.DESTINATION);

    assertThat(lastEdges().getFirst().details().security())
        .as("spans do not say")
        .isEqualTo(ConnectionSecurityPolicy.UNKNOWN);

    tags.remove("upstream_cluster");
    tags.put("response_flags", "NR");
    assertThat(edges(SpanKind.SPAN_KIND_SERVER, tags).getFirst().reporter())
        .isEqualTo(Reporter.DESTINATION);
    assertThat(edges(SpanKind.SPAN_KIND_CLIENT, tags).getFirst().reporter())
        .isEqualTo(Reporter.SOURCE);
    tags.put("peer.address", "10.0.1.5");
    assertThat(edges(SpanKind.SPAN_KIND_SERVER, tags).getFirst().reporter())
        .as("the application calls out")
        .isEqualTo(Reporter.SOURCE);
  }

  @Test
  void countsAGatewaysSpanOnBothItsEdgesOnceAClusterWasAsked() {
    Map<String, String> tags = SampleRecords.spanTags();
    tags.put("node_id", "router~10.0.2.1~gw-7f9c6b5d4c-x2x5z.istio-system~istio-system.svc");
    assertThat(edges(SpanKind.SPAN_KIND_CLIENT, tags))
        .extracting(EdgeReference::reporter)
        .containsExactly(Reporter.DESTINATION, Reporter.SOURCE);
    tags.put("response_flags", "UH");
    assertThat(edges(SpanKind.SPAN_KIND_SERVER, tags)).hasSize(2);
    for (String flag : List.of("FI", "RL", "UAEX", "NR")) {
      tags.put("response_flags", flag);
      assertThat(edges(SpanKind.SPAN_KIND_CLIENT, tags)).as(flag).hasSize(1);
    }
  }

  @Test
  void tellsTheCauseWithoutDetails() {
    Map<String, String> tags = SampleRecords.spanTags();
    assertThat(cause(tags)).isEqualTo(Cause.NONE);
    tags.put("http.status_code", "503");
    assertThat(cause(tags)).isEqualTo(Cause.UPSTREAM_ERROR);
    tags.put("response_flags", "UO");
    assertThat(cause(tags)).isEqualTo(Cause.CIRCUIT_BREAKER);
    tags.put("http.status_code", "0");
    tags.put("response_flags", "DC");
    assertThat(cause(tags)).isEqualTo(Cause.CLIENT_GONE);
    tags.put("http.status_code", "200");
    tags.put("response_flags", "-");
    tags.put("grpc.status_code", "14");
    assertThat(cause(tags)).isEqualTo(Cause.UPSTREAM_ERROR);
    assertThat(lastEdges().getFirst().traits().protocol()).isEqualTo(Protocol.GRPC);
    tags.put("grpc.status_code", "0");
    assertThat(cause(tags)).isEqualTo(Cause.NONE);
  }

  @Test
  void keepsTheExportsOfProxiesOutOfTheLiveClass() {
    Map<String, String> tags = SampleRecords.spanTags();
    tags.put(
        "http.url", "http://collector/opentelemetry.proto.collector.trace.v1.TraceService/Export");
    assertThat(edges(SpanKind.SPAN_KIND_CLIENT, tags).getFirst().traits().trafficClass())
        .isEqualTo(TrafficClass.INTERNAL);
  }

  private Cause cause(Map<String, String> tags) {
    edges(SpanKind.SPAN_KIND_CLIENT, tags);
    return Outcome.cause(lastOutcome());
  }

  private List<EdgeReference> edges(SpanKind kind, Map<String, String> tags) {
    assertThat(normalized(SampleRecords.span(START, kind, tags))).isEqualTo(Accepted.REPORT);
    return lastEdges();
  }

  private List<EdgeReference> lastEdges() {
    int row = reports.columns().size() - 1;
    return reports.flows().get(reports.columns().flow(row)).edges();
  }

  private int lastOutcome() {
    return reports.columns().outcome(reports.columns().size() - 1);
  }

  private Normalized normalized(Span span) {
    byte[] message = span.toByteArray();
    scanner.resource(message, 0, 0);
    @Nullable Normalized fate = scanner.scan(0, message.length);
    if (fate != null) {
      return fate;
    }
    ReportingNode node = Nodes.ofSpan(scanner.filler().node());
    return Normalization.ofMessages(NormalizeConfig.defaults(), new PeerText(), new Ledger())
        .of(node, 1)
        .normalize(scanner.filler().entry(), ARRIVAL_MICROS, reports);
  }

  private static List<Span> captured(String name) throws IOException {
    try (InputStream in =
        SpanScannerTest.class.getResourceAsStream("/wire/otlp/" + name + ".binpb")) {
      var request = ExportTraceServiceRequest.parseFrom(Objects.requireNonNull(in));
      assertThat(request.getResourceSpans(0).getResource())
          .isNotEqualTo(Resource.getDefaultInstance());
      return request.getResourceSpans(0).getScopeSpans(0).getSpansList();
    }
  }
}
