package dev.meshscope.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.runtime.config.DataSize;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka is away, and comes, and goes, and comes back: each accepted report gets there once. */
@Tag("broker")
class KafkaOutageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ID = "outage";
  private static final int PER_MESSAGE = 20;

  @TempDir private Path directory;

  @Test
  void waitsForAKafkaThatComesLater() throws Exception {
    int port = freePort();
    try (EmbeddedKafka kafka = broker(port);
        TestCollector running = start("127.0.0.1:" + port);
        NumberedReports one = new NumberedReports(running.client(), 0);
        NumberedReports other = new NumberedReports(running.client(), 10_000)) {
      for (int message = 0; message < 10; message++) {
        one.send(PER_MESSAGE);
        other.send(PER_MESSAGE);
      }
      await().atMost(PATIENCE).until(() -> running.streams() == 2);
      assertThat(running.unready()).contains("publisher: waiting for Kafka at 127.0.0.1:" + port);
      assertThat(running.collector().accepted()).isZero();

      kafka.start();
      await().atMost(PATIENCE).until(running::isReady);
      await().atMost(PATIENCE).until(() -> running.collector().published() == 20 * PER_MESSAGE);
      assertThat(published(kafka.bootstrapServers(), 20 * PER_MESSAGE))
          .containsExactlyElementsOf(numbers(one, other));
    }
  }

  @Test
  void countsWhatWaitedWhenItStopsBeforeKafkaCame() throws Exception {
    TestCollector running = start("127.0.0.1:" + freePort());
    try (NumberedReports reports = new NumberedReports(running.client(), 0)) {
      reports.send(PER_MESSAGE);
      await().atMost(PATIENCE).until(() -> running.streams() == 1);
      running.close();

      var ledger = running.collector().ledgers().of(ReportSource.ALS);
      await().atMost(PATIENCE).until(() -> ledger.rejected(Rejected.STOPPING) == PER_MESSAGE);
      assertThat(ledger.received()).isEqualTo(PER_MESSAGE);
    } finally {
      running.close();
    }
  }

  @Test
  void publishesEachReportOnceThroughKillsOfTheBroker() throws Exception {
    try (BrokerProcess broker = new BrokerProcess(directory.resolve("broker"));
        TestCollector running = start(broker.bootstrapServers());
        NumberedReports one = new NumberedReports(running.client(), 0);
        NumberedReports other = new NumberedReports(running.client(), 1_000_000)) {
      for (int round = 0; round < 2; round++) {
        long before = running.collector().published();
        sendTogether(one, other, 200);
        await().atMost(PATIENCE).until(() -> running.collector().published() > before);
        broker.kill();
        sendTogether(one, other, 50);
        await()
            .atMost(PATIENCE)
            .until(() -> running.unready().toString().contains("Kafka has not acknowledged"));
        broker.restart();
        sendTogether(one, other, 50);
        await().atMost(PATIENCE).until(running::isReady);
      }
      assertThat(one.client().finish()).isEqualTo(Status.OK);
      assertThat(other.client().finish()).isEqualTo(Status.OK);
      int sent = one.sent() + other.sent();
      await().atMost(PATIENCE).until(() -> running.collector().published() == sent);

      assertThat(running.collector().accepted()).isEqualTo(sent);
      assertThat(published(broker.bootstrapServers(), sent))
          .containsExactlyElementsOf(numbers(one, other));
    }
  }

  @Test
  void stopsReadingWhenItHoldsAllItMayAndGoesOnWhenKafkaIsBack() throws Exception {
    DataSize buffer = DataSize.ofKibibytes(64);
    int rowsMax = 10;
    int recordsMax = (int) (buffer.bytes() / 128); // a record counts for its bytes and 128
    try (EmbeddedKafka kafka = broker(0)) {
      kafka.start();
      try (TestCollector running = start(kafka.bootstrapServers(), smallBuffer(buffer, rowsMax));
          NumberedReports reports = new NumberedReports(running.client(), 0)) {
        await().atMost(PATIENCE).until(running::isReady);
        stop(kafka);
        while (reports.client().isReady() || !isFull(running, buffer, rowsMax)) {
          if (reports.client().isReady()) {
            reports.send(PER_MESSAGE);
          }
          assertThat(running.collector().accepted())
              .isLessThanOrEqualTo((long) rowsMax * (recordsMax + 2));
        }
        long held = running.collector().accepted();
        assertThat(held).isPositive().isLessThan(reports.sent());
        assertThat(running.metric("publish_pending_bytes")).isLessThanOrEqualTo(buffer.bytes());

        kafka.start();
        int sent = reports.sent();
        await().atMost(PATIENCE).until(() -> running.collector().published() == sent);
        assertThat(published(kafka.bootstrapServers(), sent))
            .containsExactlyElementsOf(numbers(reports));
      }
    }
  }

  /**
   * Whether nothing goes on: the buffer has no room for a record, which are shorter than a KiB, and
   * the one lane in use has a full batch in hand and another that is open.
   */
  private static boolean isFull(TestCollector running, DataSize buffer, int rowsMax) {
    long inLane = running.collector().accepted() - running.metric("publish_received_reports_total");
    return inLane == 2L * rowsMax
        && running.metric("publish_pending_bytes") > buffer.bytes() - 1_024;
  }

  /** Both at once, as fast as they are read. */
  private static void sendTogether(NumberedReports one, NumberedReports other, int messages)
      throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> beside = executor.submit(() -> send(other, messages));
      send(one, messages);
      beside.get();
    }
  }

  private static void send(NumberedReports reports, int messages) {
    try {
      for (int message = 0; message < messages; message++) {
        assertThat(reports.client().awaitReady(PATIENCE)).isTrue();
        reports.send(PER_MESSAGE);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The numbers of all reports in the topic, when as many batches' reports are there; sorted. */
  private static List<Long> published(String bootstrapServers, int count) {
    try (PublishedTopics topics = new PublishedTopics(bootstrapServers)) {
      await().atMost(PATIENCE).until(() -> topics.read().reports(ID) >= count);
      Map<List<Long>, List<Long>> batches = new HashMap<>();
      for (RequestBatch batch : topics.batches(ID)) {
        RequestBatch.Origin origin = batch.header().origin();
        List<Long> key =
            List.of(origin.incarnation(), (long) origin.partition(), batch.header().sequence());
        List<Long> repeated = batches.put(key, NumberedReports.numbers(batch));
        assertThat(repeated)
            .as("batch %s, if it came before", key)
            .isIn(null, NumberedReports.numbers(batch));
      }
      return batches.values().stream().flatMap(List::stream).sorted().toList();
    }
  }

  private static List<Long> numbers(NumberedReports... senders) {
    return Arrays.stream(senders).flatMap(sender -> sender.numbers().stream()).sorted().toList();
  }

  private static PublishConfig smallBuffer(DataSize buffer, int rowsMax) {
    PublishConfig config = TestCollector.publish(buffer);
    return new PublishConfig(
        config.linger(),
        rowsMax,
        config.batchBytesMax(),
        buffer,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        config.flushTimeout(),
        config.nodesMax());
  }

  private static void stop(EmbeddedKafka kafka) {
    kafka.close(); // it can be started again
  }

  private EmbeddedKafka broker(int port) {
    return new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), port));
  }

  private TestCollector start(String bootstrapServers) throws Exception {
    return start(bootstrapServers, TestCollector.Limits.defaults().publish());
  }

  private TestCollector start(String bootstrapServers, PublishConfig publish) throws Exception {
    TestCollector.Limits limits =
        new TestCollector.Limits(TestCollector.Limits.defaults().grpc(), publish);
    return new TestCollector(TestCollector.config(bootstrapServers, directory, ID, limits));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
