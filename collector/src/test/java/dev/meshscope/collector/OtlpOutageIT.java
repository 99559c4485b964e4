package dev.meshscope.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.OtlpClient.Ended;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.collector.receive.otlp.OtlpLimits;
import dev.meshscope.collector.receive.otlp.SampleRecords;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.RequestBatch;
import io.grpc.Status;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exporters that do as they are told lose nothing and double nothing while Kafka is away. */
@Tag("broker")
class OtlpOutageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ID = "otlp-outage";
  private static final int REQUESTS = 12;

  @TempDir private Path directory;

  /** An exporter's queue: what is not answered with success is sent again, the same bytes. */
  private final List<ExportLogsServiceRequest> queue = new ArrayList<>();

  @Test
  void nothingIsLostOrDoubledByResending() throws Exception {
    EmbeddedKafka kafka = broker(0);
    int port = kafka.port();
    try (TestCollector running = collector(kafka.bootstrapServers());
        OtlpClient client = running.otlpClient()) {
      await().atMost(PATIENCE).until(running::isReady);
      fill();
      send(client, 3);
      assertThat(queue).hasSize(REQUESTS - 3);

      kafka.close();
      List<Status.Code> first = send(client, REQUESTS);
      assertThat(first)
          .as("taken at first, but not acknowledged")
          .containsOnly(Status.Code.UNAVAILABLE);
      await().atMost(PATIENCE).until(() -> !running.isReady());
      assertThat(send(client, 2)).containsOnly(Status.Code.UNAVAILABLE);
      ExportLogsServiceRequest waiting = queue.getFirst();
      HttpResponse<byte[]> response =
          client.post("/v1/logs", OtlpClient.PROTOBUF, waiting.toByteArray());
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).hasValue("2");

      kafka = broker(port);
      await()
          .atMost(PATIENCE)
          .until(() -> {
            send(client, REQUESTS);
            return queue.isEmpty();
          });
      assertThat(ends(kafka.bootstrapServers())).as("each request once").isEqualTo(expected());
      var ledger = running.collector().ledgers().of(ReportSource.OTLP_LOGS);
      assertThat(ledger.accepted()).isEqualTo(REQUESTS);
      assertThat(ledger.skipped(Skipped.REPEATED)).isPositive();
      assertThat(ledger.rejected()).isZero();
    } finally {
      kafka.close();
    }
  }

  private final Instant start = Instant.now();

  private void fill() {
    for (long i = 0; i < REQUESTS; i++) {
      var record = SampleRecords.log(start.plusMillis(i), SampleRecords.outbound());
      queue.add(SampleRecords.logs(List.of(record)));
    }
  }

  /** Sends so many that are not answered yet. */
  private List<Status.Code> send(OtlpClient client, int count) throws Exception {
    List<Status.Code> codes = new ArrayList<>();
    for (ExportLogsServiceRequest request : queue.stream().limit(count).toList()) {
      Ended ended = client.logs(request);
      codes.add(ended.status().getCode());
      if (ended.status().isOk()) {
        queue.remove(request);
      }
    }
    return codes;
  }

  private List<Long> expected() {
    long micros = start.getEpochSecond() * 1_000_000 + (start.getNano() + 12_612_345L) / 1_000;
    return IntStream.range(0, REQUESTS).mapToObj(i -> micros + i * 1_000L).toList();
  }

  /** When the requests of all reports in Kafka ended. */
  private static List<Long> ends(String bootstrapServers) {
    try (PublishedTopics topics = new PublishedTopics(bootstrapServers)) {
      await().atMost(PATIENCE).until(() -> topics.read().reports(ID) >= REQUESTS);
      List<Long> ends = new ArrayList<>();
      for (RequestBatch batch : topics.read().batches(ID)) {
        for (int row = 0; row < batch.columns().size(); row++) {
          ends.add(batch.columns().endMicros(row));
        }
      }
      return ends.stream().sorted().toList();
    }
  }

  private EmbeddedKafka broker(int port) {
    EmbeddedKafka kafka =
        new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), port));
    kafka.start();
    return kafka;
  }

  private TestCollector collector(String bootstrapServers) throws Exception {
    OtlpConfig defaults = OtlpConfig.defaults();
    OtlpLimits limits =
        new OtlpLimits(
            defaults.limits().bodyBytesMax(),
            defaults.limits().bufferBytesMax(),
            defaults.limits().recordsMax(),
            defaults.limits().requestsMax(),
            Duration.ofMillis(300),
            Duration.ofSeconds(2));
    OtlpConfig impatient =
        new OtlpConfig(
            limits, defaults.http(), defaults.repeats(), defaults.sessions(), defaults.spans());
    return new TestCollector(
        TestCollector.with(impatient, TestCollector.config(bootstrapServers, directory, ID)));
  }
}
