package dev.meshscope.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.OtlpClient.Ended;
import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.als.SampleEntries;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.collector.receive.otlp.SampleRecords;
import dev.meshscope.collector.receive.otlp.SpanConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.ServiceName;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Spans count where nothing better does, and never beside it. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtlpSpansIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration MEMORY = Duration.ofHours(1);

  private Path directory;
  private EmbeddedKafka kafka;

  @BeforeAll
  void startBroker(@TempDir Path shared) {
    directory = shared;
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(shared.resolve("broker"), 0));
    kafka.start();
  }

  @AfterAll
  void stopBroker() {
    kafka.close();
  }

  @Test
  void countsOneReportPerProxyPass(TestInfo test) throws Exception {
    try (TestCollector running = start(test, true, Duration.ZERO);
        OtlpClient client = running.otlpClient();
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      String node = node("pass");
      Ended ended =
          client.spans(
              SampleRecords.spans(
                  List.of(span(node), attempt(0), attempt(1), attempt(2), ofApplication())));

      assertThat(ended.status()).isEqualTo(Status.OK);
      assertThat(ended.response().isEmpty()).as("applications' spans are no news").isTrue();
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 1);
      RequestBatch batch =
          topics.batches(id(test)).stream()
              .filter(b -> b.columns().size() > 0)
              .findFirst()
              .orElseThrow();
      EdgeReference edge = batch.flows().getFirst().edges().getFirst();
      assertThat(edge.reporter()).isEqualTo(Reporter.SOURCE);
      assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "ratings"));
      assertThat(batch.columns().durationNanos(0)).isEqualTo(4_500_000);
      assertThat(ledger(running).skipped(Skipped.UPSTREAM_ATTEMPT)).isEqualTo(3);
      assertThat(ledger(running).skipped(Skipped.FOREIGN)).isEqualTo(1);
      assertThat(topics.read().events(id(test))).as("nobody is told of the node").isEmpty();
    }
  }

  @Test
  void skipsSpansOfNodesWhoseAccessLogsAreHeard(TestInfo test) throws Exception {
    try (TestCollector running = start(test, true, Duration.ZERO);
        AlsClient als = running.client();
        OtlpClient client = running.otlpClient()) {
      als.identify();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(
                    client
                        .spans(SampleRecords.spans(List.of(span(SampleEntries.NODE_ID))))
                        .status())
                .isEqualTo(Status.OK);
            assertThat(ledger(running).skipped(Skipped.LOGGED)).isPositive();
          });
      long accepted = ledger(running).accepted();
      for (int i = 0; i < 5; i++) {
        client.spans(SampleRecords.spans(List.of(span(SampleEntries.NODE_ID))));
      }
      assertThat(ledger(running).accepted()).isEqualTo(accepted);
      client.spans(SampleRecords.spans(List.of(span(node("other")))));
      assertThat(ledger(running).accepted()).as("of another node").isEqualTo(accepted + 1);
    }
  }

  @Test
  void skipsSpansOfNodesThatAnotherCollectorHears(TestInfo test) throws Exception {
    String node = node("elsewhere");
    Map<String, String> call = SampleRecords.outbound();
    call.put("node_id", node);
    try (TestCollector other =
            new TestCollector(
                TestCollector.config(kafka.bootstrapServers(), directory, id(test) + "-2"));
        OtlpClient logs = other.otlpClient()) {
      await().atMost(PATIENCE).until(other::isReady);
      logs.logs(SampleRecords.logs(List.of(SampleRecords.log(Instant.now(), call))));
    }
    try (TestCollector running = start(test, true, Duration.ZERO);
        OtlpClient client = running.otlpClient()) {
      client.spans(SampleRecords.spans(List.of(span(node))));
      assertThat(ledger(running).skipped(Skipped.LOGGED)).isEqualTo(1);
      assertThat(ledger(running).accepted()).isZero();
    }
  }

  @Test
  void waitsForANewNodesAccessLogs(TestInfo test) throws Exception {
    try (TestCollector running = start(test, true, Duration.ofMillis(400));
        OtlpClient client = running.otlpClient()) {
      String node = node("settling");
      client.spans(SampleRecords.spans(List.of(span(node))));
      assertThat(ledger(running).skipped(Skipped.UNSETTLED)).isEqualTo(1);
      assertThat(ledger(running).accepted()).isZero();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            client.spans(SampleRecords.spans(List.of(span(node))));
            assertThat(ledger(running).accepted()).isEqualTo(1);
          });
    }
  }

  @Test
  void tellsOfSpansThatCannotBeUsed(TestInfo test) throws Exception {
    try (TestCollector running = start(test, true, Duration.ZERO);
        OtlpClient client = running.otlpClient()) {
      Span backwards = span(node("clock"));
      Ended ended =
          client.spans(
              SampleRecords.spans(
                  List.of(
                      backwards.toBuilder()
                          .setEndTimeUnixNano(backwards.getStartTimeUnixNano() - 5)
                          .build())));
      var partial = ExportTraceServiceResponse.parseFrom(ended.response()).getPartialSuccess();
      assertThat(partial.getRejectedSpans()).isEqualTo(1);
      assertThat(partial.getErrorMessage())
          .isEqualTo("spans that were not taken: 1 negative-duration");
    }
  }

  @Test
  void refusesSpansWhenToldTo(TestInfo test) throws Exception {
    try (TestCollector running = start(test, false, Duration.ZERO);
        OtlpClient client = running.otlpClient()) {
      byte[] request = SampleRecords.spans(List.of(span(node("refused")))).toByteArray();
      assertThat(client.call(OtlpClient.TRACES, request).status().getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(client.post("/v1/traces", OtlpClient.PROTOBUF, request).statusCode())
          .isEqualTo(404);
    }
  }

  private TestCollector start(TestInfo test, boolean accept, Duration settleTime) throws Exception {
    OtlpConfig defaults = OtlpConfig.defaults();
    OtlpConfig otlp =
        new OtlpConfig(
            defaults.limits(),
            defaults.http(),
            defaults.repeats(),
            defaults.sessions(),
            new SpanConfig(accept, settleTime, MEMORY, 1_000));
    TestCollector started =
        new TestCollector(
            TestCollector.with(
                otlp, TestCollector.config(kafka.bootstrapServers(), directory, id(test))));
    await().atMost(PATIENCE).until(started::isReady);
    return started;
  }

  private static Ledger ledger(TestCollector running) {
    return running.collector().ledgers().of(ReportSource.OTLP_SPANS);
  }

  private static String id(TestInfo test) {
    return test.getTestMethod().orElseThrow().getName();
  }

  /** A sidecar that no other test knows. */
  private static String node(String name) {
    return "sidecar~10.0.2.7~" + name + "-7f9c6b5d4c-x2x5z.bookinfo~bookinfo.svc.cluster.local";
  }

  private static Span span(String node) {
    Map<String, String> tags = SampleRecords.spanTags();
    tags.put("node_id", node);
    return SampleRecords.span(Instant.now(), SpanKind.SPAN_KIND_CLIENT, tags);
  }

  /** The child that the router makes for each attempt. */
  private static Span attempt(int retry) {
    Map<String, String> tags = new LinkedHashMap<>();
    if (retry > 0) {
      tags.put("retry.count", Integer.toString(retry));
    }
    tags.put("component", "proxy");
    tags.put("upstream_cluster", "outbound|9080||ratings.bookinfo.svc.cluster.local");
    tags.put("upstream_address", "10.0.1.7:9080");
    tags.put("http.status_code", "503");
    return SampleRecords.span(Instant.now(), SpanKind.SPAN_KIND_CLIENT, tags);
  }

  private static Span ofApplication() {
    return SampleRecords.span(
        Instant.now(), SpanKind.SPAN_KIND_SERVER, Map.of("http.request.method", "GET"));
  }
}
