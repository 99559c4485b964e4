package dev.meshscope.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.GrpcConfig;
import dev.meshscope.collector.receive.als.SampleEntries;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Announcement;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.ServiceName;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.grpc.CallOptions;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real collector between a real gRPC client and a real broker. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollectorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
  void publishesWhatAStreamReports(TestInfo test) throws Exception {
    Instant start = Instant.now().minusMillis(50);
    try (TestCollector running = start(test);
        AlsClient client = running.client();
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      client.identifyAndSend(List.of(SampleEntries.inbound(start), SampleEntries.outbound(start)));
      client.send(Collections.nCopies(98, SampleEntries.outbound(start)));
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 100);

      List<RequestBatch> batches = topics.batches(id(test));
      RequestBatch first =
          batches.stream().filter(batch -> batch.columns().size() > 0).findFirst().orElseThrow();
      assertThat(first.flows()).hasSize(2);
      EdgeReference inbound = first.flows().getFirst().edges().getFirst();
      assertThat(inbound.reporter()).isEqualTo(Reporter.DESTINATION);
      assertThat(inbound.service()).isEqualTo(new ServiceName("bookinfo", "reviews"));
      assertThat(inbound.source())
          .isInstanceOfSatisfying(
              Party.Known.class,
              known -> assertThat(known.workload().name()).isEqualTo("productpage-v1"));
      assertThat(Outcome.responseCode(first.columns().outcome(0))).isEqualTo(200);
      assertThat(first.columns().durationNanos(0)).isEqualTo(12_612_345);
      assertThat(first.columns().endMicros(0))
          .isEqualTo(start.getEpochSecond() * 1_000_000 + (start.getNano() + 12_612_345L) / 1_000);
      assertThat(running.collector().accepted()).isEqualTo(100);
      assertThat(running.collector().rejected()).isZero();
    }
  }

  @Test
  void numbersTheBatchesOfEachPartitionWithoutGapsAndTellsHowFarTheyGo(TestInfo test)
      throws Exception {
    try (TestCollector running = start(test);
        AlsClient client = running.client();
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      client.identify();
      for (int i = 1; i <= 5; i++) {
        client.send(List.of(SampleEntries.outbound(Instant.now())));
        int reports = i;
        await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == reports);
      }
      // A partition without reports hears of the last one by its next empty batch.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            topics.read();
            for (int partition = 0; partition < TestCollector.PARTITIONS; partition++) {
              checkLedger(batchesOf(topics, id(test), partition));
            }
          });
    }
  }

  private static void checkLedger(List<RequestBatch> batches) {
    long sequence = 0;
    long through = 0;
    long received = 0;
    for (RequestBatch batch : batches) {
      assertThat(batch.header().sequence()).isEqualTo(sequence++);
      assertThat(batch.header().sentThroughMicros()).isGreaterThanOrEqualTo(through);
      assertThat(batch.header().received()).isGreaterThanOrEqualTo(received);
      through = batch.header().sentThroughMicros();
      received = batch.header().received();
    }
    assertThat(sequence).isPositive();
    assertThat(received).isEqualTo(5);
  }

  @Test
  void sendsEmptyBatchesOnIdlePartitions(TestInfo test) throws Exception {
    try (TestCollector running = start(test);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      await().atMost(PATIENCE).until(running::isReady);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            topics.read();
            for (int partition = 0; partition < TestCollector.PARTITIONS; partition++) {
              assertThat(batchesOf(topics, id(test), partition))
                  .hasSizeGreaterThanOrEqualTo(3)
                  .allSatisfy(batch -> assertThat(batch.columns().size()).isZero());
            }
          });
    }
  }

  @Test
  void announcesANodesAddressesBeforeItsReports(TestInfo test) throws Exception {
    Instant start = Instant.now().minusSeconds(1);
    try (TestCollector running = start(test);
        AlsClient client = running.client();
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      client.identifyAndSend(
          List.of(SampleEntries.outbound(start.plusMillis(300)), SampleEntries.inbound(start)));
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 2);
      await().atMost(PATIENCE).until(() -> announced(topics, start).size() == 2);

      List<Announcement> announced = announced(topics, start);
      assertThat(announced)
          .extracting(announcement -> announcement.key().address())
          .containsExactlyInAnyOrder("10.0.1.5", "fd00::5");
      assertThat(announced)
          .allSatisfy(announcement -> {
            assertThat(announcement.key().nodeId()).isEqualTo(SampleEntries.NODE_ID);
            assertThat(announcement.workload().name()).isEqualTo("reviews-v1");
            assertThat(announcement.serviceAccount()).isEqualTo("bookinfo-reviews");
          });
      long lastAnnounced =
          topics.announcementRecords().stream().mapToLong(r -> r.timestamp()).max().orElseThrow();
      long firstReports =
          topics.batchRecords(id(test)).stream()
              .filter(record -> PublishedTopics.batch(record).columns().size() > 0)
              .mapToLong(record -> record.timestamp())
              .min()
              .orElseThrow();
      assertThat(lastAnnounced).isLessThanOrEqualTo(firstReports);
    }
  }

  @Test
  void tellsTheLifeOfANode(TestInfo test) throws Exception {
    try (TestCollector running = start(test);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      try (AlsClient one = running.client();
          AlsClient other = running.client()) {
        one.identify();
        other.identify();
        await()
            .atMost(PATIENCE)
            .until(() -> kinds(topics, test).contains(ReporterEvent.Kind.ALIVE));
        assertThat(one.finish()).isEqualTo(Status.OK);
        assertThat(other.finish()).isEqualTo(Status.OK);
      }
      await().atMost(PATIENCE).until(() -> kinds(topics, test).contains(ReporterEvent.Kind.CLOSED));
      List<ReporterEvent.Kind> kinds = kinds(topics, test);
      assertThat(kinds).startsWith(ReporterEvent.Kind.OPENED).endsWith(ReporterEvent.Kind.CLOSED);
      assertThat(Collections.frequency(kinds, ReporterEvent.Kind.OPENED)).isEqualTo(1);
    }
  }

  @Test
  void goesOnAfterMalformedAndOversizedMessages(TestInfo test) throws Exception {
    HTTPAccessLogEntry good = SampleEntries.outbound(Instant.now());
    try (TestCollector running = start(test);
        AlsClient client = running.client();
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      client.identifyAndSend(List.of(good));
      client.send(new byte[] {0x12, 0x7F, 1, 2, 3});
      client.send(List.of(good));
      client.send(new byte[100 * 1024]);
      client.send(List.of(good));
      client.send(new byte[] {0x12, 0x03, 0x0A, 0x01, (byte) 0xFF});
      client.send(List.of(good));
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 4);

      var ledger = running.collector().ledgers().of(ReportSource.ALS);
      assertThat(ledger.rejected(Rejected.MESSAGE_MALFORMED)).isEqualTo(1);
      assertThat(ledger.rejected(Rejected.MESSAGE_TOO_LARGE)).isEqualTo(1);
      assertThat(ledger.rejected(Rejected.ENTRY_MALFORMED)).isEqualTo(1);
      assertThat(ledger.received()).isEqualTo(7);
      assertThat(running.metrics())
          .contains(
              "meshscope_collector_normalize_dropped_entries_total{reason=\"message-malformed\",source=\"als\"}"
                  + " 1")
          .contains("meshscope_collector_normalize_sent_entries_total{source=\"als\"} 4");
      assertThat(client.ended()).isNotDone();
    }
  }

  @Test
  void countsAMessageBeyondTheCapThatEndsItsStream(TestInfo test) throws Exception {
    try (TestCollector running = start(test);
        AlsClient client = running.client()) {
      client.identify();
      client.send(new byte[300 * 1024]);
      await()
          .atMost(PATIENCE)
          .until(() ->
              running
                          .collector()
                          .ledgers()
                          .of(ReportSource.ALS)
                          .rejected(Rejected.MESSAGE_TOO_LARGE)
                      == 1
                  && client.ended().isDone());
    }
  }

  @Test
  void readsCompressedMessagesAndLimitsWhatTheyUnpackTo(TestInfo test) throws Exception {
    CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
    try (TestCollector running = start(test);
        AlsClient client = new AlsClient(running.collector().grpcPort(), gzip);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      client.compress();
      client.identifyAndSend(List.of(SampleEntries.outbound(Instant.now())));
      client.send(new byte[100 * 1024]);
      client.send(new byte[10 * 1024 * 1024]);
      client.send(List.of(SampleEntries.outbound(Instant.now())));
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 2);
      assertThat(
              running
                  .collector()
                  .ledgers()
                  .of(ReportSource.ALS)
                  .rejected(Rejected.MESSAGE_TOO_LARGE))
          .isEqualTo(2);
    }
  }

  @Test
  void publishesEverythingThatItAcceptedBeforeACleanStop(TestInfo test) throws Exception {
    TestCollector running = start(test);
    try (AlsClient client = running.client();
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      client.identify();
      Instant start = Instant.now();
      for (int i = 0; i < 40; i++) {
        client.send(Collections.nCopies(17, SampleEntries.outbound(start)));
      }
      await().atMost(PATIENCE).until(() -> running.collector().accepted() > 0);
      running.close();
      long accepted = running.collector().accepted();
      assertThat(running.collector().published()).isEqualTo(accepted);
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == accepted);
      assertThat(kinds(topics, test)).endsWith(ReporterEvent.Kind.CLOSED);
      assertThat(client.ended()).succeedsWithin(PATIENCE).isEqualTo(Status.OK);
    } finally {
      running.close();
    }
  }

  @Test
  void spreadsStreamsOverPartitions(TestInfo test) throws Exception {
    try (TestCollector running = start(test);
        AlsClient one = running.client();
        AlsClient other = running.client();
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      one.identifyAndSend(List.of(SampleEntries.outbound(Instant.now())));
      other.identifyAndSend(List.of(SampleEntries.outbound(Instant.now())));
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 2);
      Set<Integer> used = new HashSet<>();
      topics.batchRecords(id(test)).stream()
          .filter(record -> PublishedTopics.batch(record).columns().size() > 0)
          .forEach(record -> {
            used.add(record.partition());
            assertThat(PublishedTopics.batch(record).header().origin().partition())
                .isEqualTo(record.partition());
          });
      assertThat(used).containsExactlyInAnyOrder(0, 1);
    }
  }

  @Test
  void asksAnOldConnectionToGoRightAfterAMessageAndLosesNothing(TestInfo test) throws Exception {
    try (TestCollector running = startWith(test, Duration.ofSeconds(1));
        NumberedReports reports = new NumberedReports(running.client(), 0);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      for (int connection = 1; connection <= 2; connection++) {
        reports.send(10);
        awaitAccepted(running, reports.sent());
        Instant old = Instant.now().plusMillis(1_150); // the age, and gRPC's tenth, and a bit
        assertThat(reports.client().ended()).isNotDone();
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(old));
        assertThat(reports.client().ended()).isNotDone(); // it does not cut a stream that is silent
        reports.send(10);
        assertThat(reports.client().ended()).succeedsWithin(PATIENCE).isEqualTo(Status.OK);
        awaitAccepted(running, reports.sent());
        reports.reopen();
      }
      reports.send(10);
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == reports.sent());

      assertThat(
              topics.batches(id(test)).stream()
                  .flatMap(batch -> NumberedReports.numbers(batch).stream()))
          .containsExactlyInAnyOrderElementsOf(reports.numbers());
      await().atMost(PATIENCE).until(() -> running.streams() == 1);
    }
  }

  private static void awaitAccepted(TestCollector running, int reports) {
    await().atMost(PATIENCE).until(() -> running.collector().accepted() == reports);
  }

  private TestCollector startWith(TestInfo test, Duration connectionAgeMax) throws Exception {
    TestCollector.Limits limits = TestCollector.Limits.defaults();
    GrpcConfig grpc = limits.grpc();
    GrpcConfig impatient =
        new GrpcConfig(
            grpc.messageBytesMax(),
            grpc.messageBytesCap(),
            grpc.windowBytes(),
            grpc.streamsMax(),
            connectionAgeMax,
            grpc.connectionAgeGrace(),
            grpc.keepAliveInterval(),
            grpc.drainTimeout());
    return new TestCollector(
        TestCollector.config(
            kafka.bootstrapServers(),
            directory,
            id(test),
            new TestCollector.Limits(impatient, limits.publish())));
  }

  private TestCollector start(TestInfo test) throws Exception {
    return new TestCollector(TestCollector.config(kafka.bootstrapServers(), directory, id(test)));
  }

  private static String id(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    return name.substring(0, Math.min(name.length(), 60));
  }

  private static List<RequestBatch> batchesOf(PublishedTopics topics, String id, int partition) {
    return topics.batches(id).stream()
        .filter(batch -> batch.header().origin().partition() == partition)
        .toList();
  }

  private static List<Announcement> announced(PublishedTopics topics, Instant since) {
    long micros = since.getEpochSecond() * 1_000_000 + since.getNano() / 1_000;
    return topics.read().announcements().stream()
        .filter(announcement -> announcement.key().sinceMicros() == micros)
        .toList();
  }

  private static List<ReporterEvent.Kind> kinds(PublishedTopics topics, TestInfo test) {
    return topics.read().events(id(test)).stream().map(ReporterEvent::kind).toList();
  }
}
