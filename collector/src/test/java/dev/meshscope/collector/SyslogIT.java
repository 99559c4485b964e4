package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.nginx.MutatedDatagrams;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Announcement;
import dev.meshscope.model.ReporterEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real collector between datagrams and a real broker. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyslogIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String POD = "ingress-nginx-controller-7d4b9c-x2x4p";
  private static final String ADDRESS = "127.40.0.7";
  private static final int MUTATED = 10_000;

  /** So many are under way at a time that the smallest buffer of any kernel holds them. */
  private static final int PACE = 20;

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
  void reportsLinesAndAnnouncesWhoSentThem(TestInfo test) throws Exception {
    try (TestCollector running = start(test);
        SyslogSender sender = sender(running);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      for (int i = 0; i < 10; i++) {
        sender.line(POD, line("/" + i));
      }
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 10);
      await()
          .atMost(PATIENCE)
          .until(() ->
              topics.read().announcements().stream()
                  .anyMatch(announcement -> announcement.key().address().equals(ADDRESS)));

      Announcement announced =
          topics.announcements().stream()
              .filter(announcement -> announcement.key().address().equals(ADDRESS))
              .findFirst()
              .orElseThrow();
      assertThat(announced.workload().name()).isEqualTo("ingress-nginx-controller");
      assertThat(announced.key().nodeId()).contains(POD);
      assertThat(topics.events(id(test)))
          .extracting(ReporterEvent::kind)
          .startsWith(ReporterEvent.Kind.OPENED);
      assertThat(ledger(running).accepted()).isEqualTo(10);
      assertThat(ledger(running).received()).isEqualTo(10);
    }
  }

  @Test
  void countsWhatItCannotUseByItsReason(TestInfo test) throws Exception {
    try (TestCollector running = start(test);
        SyslogSender sender = sender(running);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      String good = line("/");
      sender.datagram("GET / HTTP/1.1".getBytes(ISO_8859_1));
      sender.datagram(new byte[0]);
      sender.line(POD, good.substring(0, good.length() - 20));
      sender.line(POD, "a line of some other program");
      sender.line(POD, good.replace("\"msec\"", "\"when\""));
      sender.line(POD, good.replaceFirst("\"msec\":\"\\d+", "\"msec\":\"1000"));
      sender.line(POD, "2026/11/25 14:28:25 [error] 1#1: *15 connect() failed (111: refused)");
      sender.line(POD, good);
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 1);

      Ledger ledger = ledger(running);
      await().atMost(PATIENCE).until(() -> ledger.received() == 8);
      assertThat(ledger.rejected(Rejected.MESSAGE_MALFORMED)).isEqualTo(2);
      assertThat(ledger.rejected(Rejected.ENTRY_MALFORMED)).isEqualTo(1);
      assertThat(ledger.rejected(Rejected.UNKNOWN_FORMAT)).isEqualTo(1);
      assertThat(ledger.rejected(Rejected.NO_START_TIME)).isEqualTo(1);
      assertThat(ledger.rejected(Rejected.TIME_OUT_OF_RANGE)).isEqualTo(1);
      assertThat(ledger.skipped(Skipped.ERROR_LOG)).isEqualTo(1);
      assertThat(ledger.accepted()).isEqualTo(1);
      assertThat(running.metrics())
          .contains("meshscope_collector_receive_datagrams_total 8")
          .contains(
              "meshscope_collector_normalize_dropped_entries_total{reason=\"unknown-format\",source=\"syslog\"} 1");
    }
  }

  @Test
  void readsAPathThatFillsADatagram(TestInfo test) throws Exception {
    try (TestCollector running = start(test);
        SyslogSender sender = sender(running);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      String head = "<190>Nov 25 13:55:35 " + POD + " nginx: ";
      int rest = 65_507 - head.length() - line("").length();
      sender.line(POD, line("/" + "x".repeat(rest - 1)));
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == 1);
      assertThat(ledger(running).accepted()).isEqualTo(1);
    }
  }

  @Test
  void countsEachOfTenThousandMutatedDatagrams(TestInfo test) throws Exception {
    long seed = Long.getLong("meshscope.seed", System.nanoTime());
    try (TestCollector running = start(test);
        SyslogSender sender = sender(running)) {
      await().atMost(PATIENCE).until(running::isReady);
      MutatedDatagrams mutated = new MutatedDatagrams(seed);
      Ledger ledger = ledger(running);
      for (int i = 1; i <= MUTATED; i++) {
        sender.datagram(mutated.next());
        if (i % PACE == 0) {
          int sent = i;
          await("seed " + seed)
              .pollInterval(Duration.ofMillis(1))
              .atMost(PATIENCE)
              .until(() -> ledger.received() == sent);
        }
      }
      assertThat(running.collector().syslog().kernelDrops().orElse(0)).isZero();
      assertThat(running.collector().syslog().received()).as("seed %d", seed).isEqualTo(MUTATED);
      assertThat(ledger.received()).as("seed %d", seed).isEqualTo(MUTATED);
      assertThat(ledger.rejected()).as("seed %d", seed).isPositive();
      long before = ledger.accepted();
      sender.line(POD, line("/"));
      await().atMost(PATIENCE).until(() -> ledger.accepted() == before + 1);
      assertThat(running.unready()).isEmpty();
    }
  }

  @Test
  void publishesWhatCameBeforeACleanStop(TestInfo test) throws Exception {
    TestCollector running = start(test);
    try (SyslogSender sender = sender(running);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      await().atMost(PATIENCE).until(running::isReady);
      for (int i = 0; i < PACE; i++) {
        sender.line(POD, line("/" + i));
      }
      running.close();
      assertThat(ledger(running).accepted()).isEqualTo(PACE);
      assertThat(running.collector().published()).isEqualTo(PACE);
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == PACE);
      assertThat(topics.events(id(test)))
          .extracting(ReporterEvent::kind)
          .endsWith(ReporterEvent.Kind.CLOSED);
    } finally {
      running.close();
    }
  }

  private TestCollector start(TestInfo test) throws Exception {
    return new TestCollector(TestCollector.config(kafka.bootstrapServers(), directory, id(test)));
  }

  private static SyslogSender sender(TestCollector running) throws IOException {
    return new SyslogSender(ADDRESS, running.collector().syslogPort());
  }

  private static Ledger ledger(TestCollector running) {
    return running.collector().ledgers().of(ReportSource.SYSLOG);
  }

  private static String id(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    return name.substring(0, Math.min(name.length(), 60));
  }

  /** A line of our format about a request that ended now. */
  private static String line(String path) {
    Instant now = Instant.now();
    return String.join(
        ",",
        List.of(
            "{\"msec\":\"%d.%03d\"".formatted(now.getEpochSecond(), now.getNano() / 1_000_000),
            "\"request_time\":\"0.002\"",
            "\"status\":\"200\"",
            "\"request_uri\":\"" + path + "\"",
            "\"upstream_addr\":\"127.40.0.9:8080\"",
            "\"upstream_status\":\"200\"",
            "\"hostname\":\"" + POD + "\"}"));
  }
}
