package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.aggregator.Main;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.Party;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.Topics;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Through the real Kafka Streams and a real broker, exactly once. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregationIT {
  private static final Party A = TestMesh.known("a");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private Path directory;
  private EmbeddedKafka kafka;
  private KafkaTopics topics;
  private List<Health> withoutTopics = List.of();
  private final Telemetry telemetry = Telemetry.create("aggregator", Map.of());

  @BeforeAll
  void start(@TempDir Path shared) throws Exception {
    directory = shared;
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), 0));
    kafka.start();
    topics = new KafkaTopics(kafka.bootstrapServers());
    Aggregation impatient = aggregation("early", Duration.ofSeconds(1), telemetry);
    Aggregation patient = aggregation("early", Duration.ofMinutes(1), telemetry);
    impatient.start();
    patient.start();
    try {
      await().atMost(PATIENCE).until(() -> !impatient.check().isAlive());
      withoutTopics = List.of(impatient.check(), patient.check());
      topics.create();
      await().atMost(PATIENCE).until(() -> patient.check().isReady());
    } finally {
      impatient.close();
      patient.close();
    }
  }

  @AfterAll
  void stop() {
    topics.close();
    kafka.close();
    telemetry.close();
  }

  @Test
  void waitsForTopicsButNotForGood() {
    Health impatient = withoutTopics.getFirst();
    assertThat(impatient.state()).isEqualTo(Health.State.DEAD);
    assertThat(impatient.detail()).contains(Topics.REQUESTS, Topics.EDGE_DELTAS, "start a");
    Health patient = withoutTopics.getLast();
    assertThat(patient.state()).isEqualTo(Health.State.NOT_READY);
    assertThat(patient.detail()).contains("waits for topics", Topics.REQUESTS);
  }

  @Test
  void waitsForKafkaAsLongAsItTakes() {
    Membership away = new Membership("127.0.0.1:1", "away", directory.resolve("away"));
    Aggregation aggregation =
        new Aggregation(AggregateConfig.defaults(), IdentityConfig.defaults(), away, telemetry);
    aggregation.start();
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> aggregation.check().detail().contains("waits for Kafka"));
      assertThat(aggregation.check().state()).isEqualTo(Health.State.NOT_READY);
    } finally {
      aggregation.close();
    }
  }

  @Test
  void isDeadWhenItCannotKeepItsState() throws IOException {
    Path file = Files.createFile(directory.resolve("no-directory"));
    Membership membership = new Membership(kafka.bootstrapServers(), "it", file);
    Aggregation aggregation =
        new Aggregation(
            AggregateConfig.defaults(), IdentityConfig.defaults(), membership, telemetry);
    aggregation.start();
    try {
      await().atMost(PATIENCE).until(() -> !aggregation.check().isAlive());
    } finally {
      aggregation.close();
    }
  }

  @Test
  void countsEachReportOnce() {
    Traffic traffic = new Traffic("once", 100_000);
    traffic.announce();
    Aggregation aggregation = startAggregation();
    try {
      traffic.sendShuffled(traffic.batches);
      traffic.awaitTruth();
      await().atMost(PATIENCE).until(() -> aggregation.lag() == 0);
    } finally {
      aggregation.close();
    }
  }

  @Test
  void goesOnAfterACleanRestart() {
    Traffic traffic = new Traffic("restart", 20_000);
    traffic.announce();
    int half = traffic.batches.size() / 2;
    Aggregation first = startAggregation();
    try {
      traffic.sendShuffled(traffic.batches.subList(0, half));
    } finally {
      first.close();
    }

    Aggregation second = startAggregation();
    try {
      traffic.sendShuffled(traffic.batches);
      traffic.awaitTruth();
    } finally {
      second.close();
    }
  }

  @Test
  void keepsWhatWaitsOverARestart() {
    String tenant = "waiting";
    RequestBatch.Origin origin = new RequestBatch.Origin("waiting", 1_000, 0);
    RequestBatch batch = TestMesh.batch(0, TestMesh.flow(TestMesh.at("10.0.0.1"), A), NOW);
    RequestBatch waits =
        new RequestBatch(TestMesh.header(tenant, origin, 0), batch.flows(), batch.columns());
    Aggregation first = startAggregation();
    try {
      topics.send(waits);
      topics.flush();
      await().atMost(PATIENCE).until(() -> topics.hasAll(List.of(waits)));
      assertThat(topics.merged(tenant).requests()).isZero();
    } finally {
      first.close();
    }

    Aggregation second = startAggregation();
    try {
      topics.announce(TestMesh.announcement(tenant, "10.0.0.1", "late", 0));
      topics.flush();
      await().atMost(PATIENCE).until(() -> isCounted(waits));
    } finally {
      second.close();
    }
    assertThat(topics.merged(tenant).sources()).containsExactly("late");
  }

  private boolean isCounted(RequestBatch batch) {
    return topics.hasAll(List.of(batch)) && topics.merged(batch.header().tenant()).requests() > 0;
  }

  @Test
  void readsRequestsByTheInventoryOfTheirTime() {
    String tenant = "platform";
    topics.publish(inventory(tenant, 0, TestPlatform.cluster("east", "shop")));
    topics.flush();
    try (Telemetry own = Telemetry.create("aggregator", Map.of())) {
      Aggregation first = startAggregation(own);
      try {
        count(fromOutside(tenant, 0, 10, 20));
        topics.publish(inventory(tenant, 30, TestPlatform.east()));
        topics.flush();
        await()
            .atMost(PATIENCE)
            .until(() -> own.page("").body().contains("inventory_kept_versions 2.0"));
        count(fromOutside(tenant, 1, 40, 11, 50));
      } finally {
        first.close();
      }
    }
    assertThat(topics.merged(tenant).entries())
        .isEqualTo(Map.of(TestPlatform.CLIENT + " unknown", 3L, "client nodeport", 2L));

    Aggregation second = startAggregation();
    try {
      count(fromOutside(tenant, 2, 29, 30));
    } finally {
      second.close();
    }
    assertThat(topics.merged(tenant).entries())
        .isEqualTo(Map.of(TestPlatform.CLIENT + " unknown", 4L, "client nodeport", 3L));
  }

  private void count(RequestBatch batch) {
    topics.send(batch);
    topics.flush();
    await().atMost(PATIENCE).until(() -> topics.hasAll(List.of(batch)));
  }

  private static Inventory inventory(
      String tenant, long sinceSeconds, Inventory.Cluster... clusters) {
    Inventory.Key key = new Inventory.Key(tenant, NOW + sinceSeconds * TestMesh.SECOND);
    return new Inventory(key, List.of(clusters));
  }

  private static RequestBatch fromOutside(String tenant, long sequence, long... endSeconds) {
    Workload otherwise = Workload.ofAddress(TestPlatform.CLIENT);
    Party client = new Party.ByAddress(TestPlatform.CLIENT, Party.Principal.NONE, otherwise, false);
    Flow flow =
        new Flow(List.of(TestPlatform.inbound(client, TestPlatform.PORTED, "", TrafficClass.LIVE)));
    long[] ends = Arrays.stream(endSeconds).map(end -> NOW + end * TestMesh.SECOND).toArray();
    RequestBatch batch = TestMesh.batch(sequence, flow, ends);
    RequestBatch.Origin origin = new RequestBatch.Origin(tenant, 1_000, 0);
    return new RequestBatch(
        TestMesh.header(tenant, origin, sequence), batch.flows(), batch.columns());
  }

  @Test
  void losesAndRepeatsNothingWhenKilled() throws Exception {
    Traffic traffic = new Traffic("killed", 60_000);
    traffic.announce();
    int third = traffic.batches.size() / 3;
    for (int round = 0; round < 2; round++) {
      Process process = startProcess();
      List<RequestBatch> part = traffic.batches.subList(round * third, (round + 1) * third);
      try {
        long before = topics.merged(traffic.tenant).requests();
        traffic.sendShuffled(part);
        await()
            .atMost(PATIENCE)
            .until(() -> topics.hasAll(part) || topics.merged(traffic.tenant).requests() > before);
      } finally {
        kill(process);
      }
    }
    Process process = startProcess();
    try {
      traffic.sendShuffled(traffic.batches);
      traffic.awaitTruth();
    } finally {
      kill(process);
    }
  }

  @Test
  void putsAsideWhatItCannotReadAndGoesOn() {
    Traffic traffic = new Traffic("letters", 100);
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    traffic.announce();
    Aggregation aggregation = startAggregation();
    try {
      topics.send(2, garbage);
      traffic.sendShuffled(traffic.batches);
      traffic.awaitTruth();
      await().atMost(PATIENCE).until(() -> !topics.deadLetters().isEmpty());
    } finally {
      aggregation.close();
    }

    var letter = topics.deadLetters().getFirst();
    assertThat(letter.value()).isEqualTo(garbage);
    byte[] reason = letter.headers().lastHeader(Topics.REASON_HEADER).value();
    assertThat(new String(reason, StandardCharsets.UTF_8)).startsWith("unreadable");
  }

  private Aggregation startAggregation() {
    return startAggregation(telemetry);
  }

  private Aggregation startAggregation(Telemetry measured) {
    Aggregation aggregation =
        aggregation("it", AggregateConfig.defaults().topicsTimeout(), measured);
    aggregation.start();
    await().atMost(PATIENCE).until(() -> aggregation.check().isReady());
    assertThat(aggregation.check().state()).isEqualTo(Health.State.READY);
    return aggregation;
  }

  private Aggregation aggregation(String instanceId, Duration topicsTimeout, Telemetry measured) {
    AggregateConfig config = AggregateConfig.defaults();
    AggregateConfig patience =
        new AggregateConfig(
            config.threads(),
            config.commitInterval(),
            config.replicationFactor(),
            config.storeMemory(),
            config.recordMax(),
            config.sequenceRangesMax(),
            topicsTimeout);
    return new Aggregation(
        patience,
        IdentityConfig.defaults(),
        new Membership(kafka.bootstrapServers(), instanceId, directory.resolve(instanceId)),
        measured);
  }

  private Process startProcess() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "MESHSCOPE_DATA_DIR",
                directory.resolve("process").toString(),
                "MESHSCOPE_INSTANCE_ID",
                "it",
                "MESHSCOPE_MANAGEMENT_PORT",
                "0",
                "MESHSCOPE_CLICKHOUSE_URL",
                "http://127.0.0.1:1", // away, whatever else runs on this machine
                "MESHSCOPE_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers()));
    return builder.inheritIO().start();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Batches of several collectors on all partitions, under a tenant of their own. */
  private final class Traffic {
    private final String tenant;
    private final Random random;
    private final RandomTraffic traffic;
    private final List<RequestBatch> batches = new ArrayList<>();

    Traffic(String tenant, int reports) {
      this.tenant = tenant;
      random = new Random(tenant.hashCode());
      traffic = new RandomTraffic(tenant, random);
      for (int collector = 0; collector < 2; collector++) {
        for (int partition = 0; partition < KafkaTopics.REQUEST_PARTITIONS; partition++) {
          RequestBatch.Origin origin =
              new RequestBatch.Origin(tenant + collector, 1_000, partition);
          int share = reports / 2 / KafkaTopics.REQUEST_PARTITIONS;
          batches.addAll(traffic.batches(origin, share, 1_000));
        }
      }
      Collections.shuffle(batches, random);
    }

    void announce() {
      traffic.announcements().forEach(topics::announce);
      topics.flush();
    }

    /** Sends each at least once, some twice, in any order. */
    void sendShuffled(List<RequestBatch> some) {
      List<RequestBatch> sent = new ArrayList<>(some);
      some.stream().filter(_ -> random.nextInt(5) == 0).forEach(sent::add);
      Collections.shuffle(sent, random);
      sent.forEach(topics::send);
      topics.flush();
    }

    void awaitTruth() {
      await().atMost(PATIENCE).until(() -> topics.hasAll(batches));
      assertThat(traffic.truth().differences(topics.merged(tenant))).isEmpty();
    }
  }
}
