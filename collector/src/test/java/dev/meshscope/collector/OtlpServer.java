package dev.meshscope.collector;

import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.collector.receive.otlp.OtlpLimits;
import dev.meshscope.collector.receive.otlp.SampleRecords;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.runtime.config.DataSize;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A collector for each test, with limits that are quickly reached, and one broker for all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OtlpServer {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final DataSize BODY_MAX = DataSize.ofKibibytes(192);
  static final int RECORDS_MAX = 500;

  Path directory;
  EmbeddedKafka kafka;
  String id = "";
  TestCollector running;
  OtlpClient client;
  PublishedTopics topics;

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

  @BeforeEach
  void startCollector(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName() + test.getDisplayName().hashCode();
    id = name.substring(Math.max(0, name.length() - 60));
    CollectorConfig plain = TestCollector.config(kafka.bootstrapServers(), directory, id);
    OtlpConfig defaults = OtlpConfig.defaults();
    running =
        new TestCollector(
            TestCollector.with(
                new OtlpConfig(
                    limits(defaults.limits().requestsMax()),
                    defaults.http(),
                    defaults.repeats(),
                    defaults.sessions(),
                    defaults.spans()),
                plain));
    await().atMost(PATIENCE).until(running::isReady);
    client = running.otlpClient();
    topics = new PublishedTopics(kafka.bootstrapServers());
  }

  static OtlpLimits limits(int requestsMax) {
    return new OtlpLimits(
        BODY_MAX,
        DataSize.ofMebibytes(8),
        RECORDS_MAX,
        requestsMax,
        Duration.ofSeconds(20),
        Duration.ofMillis(2_500));
  }

  @AfterEach
  void stopCollector() {
    topics.close();
    client.close();
    running.close();
  }

  Ledger ledger() {
    return running.collector().ledgers().of(ReportSource.OTLP_LOGS);
  }

  static ExportLogsServiceRequest one() {
    return SampleRecords.logs(List.of(SampleRecords.log(Instant.now(), SampleRecords.outbound())));
  }

  /** As the protocol's own examples write it. */
  static String json(Instant start) {
    StringBuilder attributes = new StringBuilder();
    SampleRecords.outbound()
        .forEach((key, value) ->
            attributes
                .append(attributes.isEmpty() ? "" : ",")
                .append("{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}"));
    return """
    {"resourceLogs":[{"resource":{"attributes":[]},"scopeLogs":[{"scope":{"name":"x"},
      "logRecords":[{"timeUnixNano":"%d","severityNumber":9,"unknown":[{"a":null}],
        "traceId":"%s","spanId":"EEE19B7EC3C1B174","attributes":[%s]}]}]}]}
    """
        .formatted(
            start.getEpochSecond() * 1_000_000_000 + start.getNano(),
            HexFormat.of().formatHex(new byte[16]),
            attributes);
  }
}
