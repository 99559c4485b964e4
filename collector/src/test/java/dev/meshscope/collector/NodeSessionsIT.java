package dev.meshscope.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Ledgers;
import dev.meshscope.collector.normalize.NodeDescription;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Peer;
import dev.meshscope.collector.normalize.PeerDecoder;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.publish.KafkaConfig;
import dev.meshscope.collector.publish.Publisher;
import dev.meshscope.collector.publish.PublisherClosedException;
import dev.meshscope.collector.receive.NodeSessions;
import dev.meshscope.collector.receive.SessionConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.ReporterEvent.Kind;
import dev.meshscope.runtime.config.DataSize;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Nodes without streams, with a real publisher and a real broker. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeSessionsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final SessionConfig LASTING = new SessionConfig(100, Duration.ofDays(1));
  private static final AtomicInteger COLLECTORS = new AtomicInteger();

  private final Telemetry telemetry = Telemetry.create("collector", Map.of());
  private EmbeddedKafka kafka;

  @BeforeAll
  void startBroker(@TempDir Path directory) {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), 0));
    kafka.start();
  }

  @AfterAll
  void stopBroker() {
    kafka.close();
    telemetry.close();
  }

  @Test
  void tellsThatANodeOpenedAndClosesItWhenItIsSilent() throws Exception {
    try (World world =
        new World(kafka.bootstrapServers(), new SessionConfig(100, Duration.ofSeconds(1)))) {
      world.report("silent");
      await()
          .atMost(PATIENCE)
          .until(() -> {
            world.report("busy");
            return world.kinds("silent").contains(Kind.CLOSED);
          });
      assertThat(world.sessions.size()).isEqualTo(1);
      assertThat(world.kinds("busy")).containsExactly(Kind.OPENED);

      world.report("silent");
      await().atMost(PATIENCE).until(() -> world.kinds("silent").size() == 3);
      assertThat(world.kinds("silent")).containsExactly(Kind.OPENED, Kind.CLOSED, Kind.OPENED);
    }
  }

  @Test
  void forgetsTheNodeThatWasSilentLongestWhenThereAreTooMany() throws Exception {
    try (World world =
        new World(kafka.bootstrapServers(), new SessionConfig(2, Duration.ofDays(1)))) {
      world.report("a");
      world.report("b");
      world.report("a");
      world.report("c");
      await().atMost(PATIENCE).until(() -> world.kinds("b").contains(Kind.CLOSED));

      assertThat(world.sessions.size()).isEqualTo(2);
      await().atMost(PATIENCE).until(() -> world.kinds("c").contains(Kind.OPENED));
      assertThat(world.kinds("a")).containsExactly(Kind.OPENED);
      assertThat(world.kinds("c")).containsExactly(Kind.OPENED);
    }
  }

  @Test
  void acknowledgesAMessageWhenKafkaHasItsReports() throws Exception {
    try (World world = new World(kafka.bootstrapServers(), LASTING)) {
      CompletableFuture<Void> acknowledged = world.acknowledgement("a");

      assertThat(acknowledged).succeedsWithin(PATIENCE);
      assertThat(world.publisher.acknowledgedReports()).isEqualTo(1);
    }
  }

  @Test
  void letsMessagesOfOneNodeTakeTurns() throws Exception {
    try (World world = new World(kafka.bootstrapServers(), LASTING)) {
      NodeSessions.Turn turn = world.sessions.turn(node("a"), 1);
      CompletableFuture<?> second = CompletableFuture.runAsync(() -> world.report("a"));
      turn.report(entry());
      assertThat(second).isNotDone();
      turn.close();

      assertThat(second).succeedsWithin(PATIENCE);
      assertThat(world.ledger.accepted()).isEqualTo(2);
    }
  }

  @Test
  void closesEveryNodeAndLosesNoReportWhileMessagesStillCome() throws Exception {
    try (World world = new World(kafka.bootstrapServers(), LASTING)) {
      CountDownLatch busy = new CountDownLatch(4);
      List<CompletableFuture<Void>> writers =
          IntStream.range(0, 4)
              .mapToObj(writer ->
                  CompletableFuture.runAsync(() -> {
                    for (int message = 0; message < 500; message++) {
                      world.report("node-" + (writer + message) % 5);
                      busy.countDown();
                    }
                  }))
              .toList();
      busy.await();
      world.sessions.close();
      assertThat(writers).allSatisfy(writer -> assertThat(writer).succeedsWithin(PATIENCE));
      world.publisher.close();

      assertThat(world.ledger.accepted()).isEqualTo(2_000);
      await().atMost(PATIENCE).until(() -> world.topics.read().reports(world.id) == 2_000);
      for (int number = 0; number < 5; number++) {
        String node = "node-" + number;
        await().atMost(PATIENCE).until(() -> world.kinds(node).getLast() == Kind.CLOSED);
      }
    }
  }

  @Test
  void letsAMessageThatWaitsForKafkaGoWhenThePublisherStops() throws Exception {
    try (World world = new World("127.0.0.1:1", LASTING)) {
      CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> world.report("a"));
      await().atMost(PATIENCE).until(() -> world.sessions.size() == 1);
      world.publisher.close();

      assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(PublisherClosedException.class);
      world.sessions.close();
      assertThat(world.sessions.size()).isZero();
    }
  }

  private static ReportingNode node(String name) {
    return ReportingNode.of(new NodeDescription(name, name, Map.of(), Map.of()));
  }

  /** A finished request that was answered with 200. */
  private static ProtocolEntry entry() {
    Instant start = Instant.now();
    ProtocolEntry entry = new ProtocolEntry();
    entry.reset(new byte[1]);
    entry.number(ProtocolEntry.PROTOCOL_VERSION, 2);
    entry.number(ProtocolEntry.METHOD, 1);
    entry.number(ProtocolEntry.RESPONSE_CODE, 200);
    entry.presentTime(ProtocolEntry.START);
    entry.seconds(ProtocolEntry.START, start.getEpochSecond());
    entry.nanos(ProtocolEntry.START, start.getNano());
    entry.presentTime(ProtocolEntry.DURATION);
    entry.nanos(ProtocolEntry.DURATION, 1_000_000);
    return entry;
  }

  /** A collector of its own, without receivers. */
  private final class World implements AutoCloseable {
    private final String id = "sessions-" + COLLECTORS.incrementAndGet();
    private final Ledgers ledgers = new Ledgers();
    private final Ledger ledger = ledgers.of(ReportSource.ALS);
    private final Publisher publisher;
    private final NodeSessions sessions;
    private final PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers());

    World(String bootstrapServers, SessionConfig config) {
      Random random = new Random(1);
      InstantSource clock = InstantSource.system();
      publisher =
          new Publisher(
              new Publisher.Settings(
                  new KafkaConfig(bootstrapServers, 2, 1, DataSize.ofMebibytes(64)),
                  CollectorConfig.defaults().publish(),
                  new Publisher.CollectorId("default", id, Publisher.micros(clock))),
              ledgers,
              telemetry,
              clock,
              random);
      sessions =
          new NodeSessions(
              "sessions",
              publisher,
              NormalizeConfig.defaults(),
              config,
              new NoPeers(),
              ledger,
              random);
      publisher.start();
      sessions.start();
    }

    void report(String name) {
      try {
        var _ = acknowledgement(name);
      } catch (InterruptedException | PublisherClosedException e) {
        throw new IllegalStateException(e);
      }
    }

    CompletableFuture<Void> acknowledgement(String name)
        throws InterruptedException, PublisherClosedException {
      try (NodeSessions.Turn turn = sessions.turn(node(name), Publisher.micros(Instant::now))) {
        assertThat(turn.report(entry())).isEqualTo(Accepted.REPORT);
        return turn.acknowledged();
      }
    }

    /** What the topic says of a node, but for its being alive. */
    List<Kind> kinds(String name) {
      return topics.read().events(id).stream()
          .filter(event -> event.nodeId().equals(name))
          .map(ReporterEvent::kind)
          .filter(kind -> kind != Kind.ALIVE)
          .toList();
    }

    @Override
    public void close() {
      sessions.close();
      publisher.close();
      topics.close();
    }
  }

  private static final class NoPeers implements PeerDecoder {
    @Override
    public Optional<Peer> current(byte[] metadata) {
      return Optional.empty();
    }

    @Override
    public Optional<Peer> legacy(byte[] metadata) {
      return Optional.empty();
    }

    @Override
    public Optional<String> principal(byte[] wrapped) {
      return Optional.empty();
    }
  }
}
