package dev.meshscope.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.aggregator.store.FaultyRowStore.Call;
import dev.meshscope.aggregator.store.FaultyRowStore.Faults;
import dev.meshscope.aggregator.store.TestServers.Servers;
import dev.meshscope.model.Announcement;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.Topics;
import dev.meshscope.model.Workload;
import dev.meshscope.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** The writer between the real broker and the real engine. */
@Tag("broker")
@Tag("engine")
@ExtendWith(TestServers.class)
class StoreIT {
  private static final Faults NONE = new Faults() {};

  private final Servers servers;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final RandomDeltas deltas = new RandomDeltas(random, Instant.now(), 20);
  private StoreWorld world;

  StoreIT(Servers servers) {
    this.servers = servers;
  }

  @BeforeEach
  void begin(TestInfo test) throws Exception {
    world = new StoreWorld(servers, test.getTestMethod().orElseThrow().getName());
  }

  @AfterEach
  void end() {
    world.end();
  }

  @Test
  void storesMergedDeltasInEveryResolution() throws Exception {
    Store store = world.start(NONE);
    for (int i = 0; i < 200; i++) {
      world.send(i % 2, deltas.batch(30));
      if (i % 10 == 0) {
        world.sendAborted(i % 2, deltas.batch(30));
      }
    }
    world.awaitStored(store);
    assertStored();
    assertThat(store.lag()).isZero();
  }

  @Test
  void storesOnePartPerPieceAndTellsProgressLast() throws Exception {
    List<String> tables = new ArrayList<>();
    Store store =
        world.start(
            new Faults() {
              @Override
              public void after(Call call, String table, String token) {
                tables.add(table);
              }
            });
    EdgeDelta delta = deltas.delta(deltas.series().getFirst(), Instant.now().getEpochSecond());
    DeltaBatch told = deltas.heartbeat(1);
    world.send(0, new DeltaBatch(RandomDeltas.TENANT, told.progress(), List.of(delta)));
    world.awaitStored(store);
    assertThat(tables).containsExactly("edges", "edges_10s", "edges_1m", "edges_1h", "progress");
    assertThat(
            world.rows(
                "SELECT collector, incarnation, partition, block_end,"
                    + " toUnixTimestamp64Micro(sent_through), received, rejected FROM progress"))
        .containsExactly(
            "collector-0|17|1|2|%d|100|1"
                .formatted(told.progress().getFirst().sentThroughMicros()));
  }

  @Test
  void writesOnlyProgressForAnIdleCollector() throws Exception {
    AtomicInteger others = new AtomicInteger();
    Store store =
        world.start(
            new Faults() {
              @Override
              public void before(Call call, String table, String token) {
                if (call != Call.READ && !table.equals("progress")) {
                  others.incrementAndGet();
                }
              }
            });
    for (int i = 0; i < 8; i++) {
      world.send(i % 2, deltas.heartbeat(i % 4));
    }
    world.awaitStored(store);
    assertThat(others).hasValue(0);
    assertThat(world.rows("SELECT count() FROM progress FINAL")).containsExactly("4");
  }

  @Test
  void saysWhatEveryIdStandsForOnce() throws Exception {
    Store store = world.start(NONE);
    TreeSet<String> ids = new TreeSet<>();
    for (int round = 0; round < 3; round++) {
      for (EdgeSeries series : deltas.series()) {
        EdgeDelta delta = deltas.delta(series, Instant.now().getEpochSecond());
        world.send(round % 2, new DeltaBatch(RandomDeltas.TENANT, List.of(), List.of(delta)));
        for (Grouping grouping : Grouping.values()) {
          ids.add(EdgeIds.edge(RandomDeltas.TENANT, series.key(), grouping));
        }
      }
    }
    world.awaitStored(store);
    assertThat(world.rows("SELECT id FROM edges")).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void endsABlockEarlyWhenItHasManyRows() throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    StoreConfig slow =
        new StoreConfig(Duration.ofMinutes(1), 100, 10_000, Duration.ofMillis(50), 1000);
    Store store =
        world.start(
            "store-0",
            slow,
            new Faults() {
              @Override
              public void after(Call call, String table, String token) {
                pieces.addAndGet(table.equals("edges_10s") && call == Call.PIECE ? 1 : 0);
              }
            });
    for (int i = 0; i < 60; i++) {
      world.send(0, deltas.batch(40));
    }
    await().atMost(StoreWorld.PATIENCE).until(() -> pieces.get() > 3);
    world.close(store);
    world.awaitStored(world.start(NONE));
    assertStored();
  }

  @Test
  void leavesOutWhatNoTableCanHoldOrKeeps() throws Exception {
    Store store = world.start(NONE);
    EdgeSeries series = deltas.series().getFirst();
    long now = Instant.now().getEpochSecond();
    EdgeDelta fresh = deltas.delta(series, now);
    EdgeDelta expired = deltas.delta(series, now - 3 * 86_400);
    EdgeDelta beforeTime = deltas.delta(series, -20);
    EdgeDelta afterTime = deltas.delta(series, 1L << 33);
    List<EdgeDelta> all = List.of(fresh, expired, beforeTime, afterTime);
    world.sendBytes(
        Topics.EDGE_DELTAS,
        0,
        new byte[0],
        DeltaBatchCodec.encode(new DeltaBatch(RandomDeltas.TENANT, List.of(), all)));
    world.awaitStored(store);
    assertThat(world.rows("SELECT sum(requests) FROM edges_10s"))
        .containsExactly(Long.toString(fresh.counts().requests()));
    assertThat(world.rows("SELECT sum(requests) FROM edges_1m"))
        .containsExactly(Long.toString(fresh.counts().requests() + expired.counts().requests()));
    assertThat(world.telemetry().page("").body())
        .contains("store_expired_pieces_total{table=\"edges_10s\"} 1.0")
        .contains("store_dropped_deltas_total{reason=\"window-out-of-range\"} 2.0")
        .contains("store_received_deltas_total 4.0")
        .contains("store_sent_deltas_total 2.0");
  }

  @Test
  void putsUnreadableRecordsAsideAndGoesOn() throws Exception {
    Store store = world.start(NONE);
    byte[] garbage = "no batch".getBytes(StandardCharsets.UTF_8);
    world.sendBytes(Topics.EDGE_DELTAS, 0, new byte[] {1}, garbage);
    world.send(0, deltas.batch(30));
    world.sendBytes(Topics.REPORTERS, 0, new byte[] {2}, garbage);
    world.sendBytes(Topics.IDENTITIES, 0, garbage, garbage);
    world.awaitStored(store);
    assertStored();
    List<ConsumerRecord<byte[], byte[]>> letters = letters(3);
    assertThat(letters)
        .allSatisfy(letter -> {
          assertThat(letter.value()).isEqualTo(garbage);
          assertThat(letter.headers().lastHeader(Topics.REASON_HEADER).value()).isNotEmpty();
        });
  }

  @Test
  void storesSignsOfLifeAndAnnouncements() throws Exception {
    world.start(NONE);
    Workload workload = deltas.series().getFirst().key().source();
    long at = Instant.now().getEpochSecond() * 1_000_000;
    for (int i = 0; i < 3; i++) {
      ReporterEvent event =
          new ReporterEvent(
              RandomDeltas.TENANT, "node", "c", ReporterEvent.Kind.ALIVE, at + i, workload);
      world.sendBytes(Topics.REPORTERS, 0, new byte[] {1}, IdentityCodec.encode(event));
    }
    Announcement.Key kept = new Announcement.Key(RandomDeltas.TENANT, "10.0.0.1", "node", at);
    Announcement.Key gone = new Announcement.Key(RandomDeltas.TENANT, "10.0.0.2", "node", at);
    for (Announcement.Key key : List.of(kept, gone)) {
      world.sendBytes(
          Topics.IDENTITIES,
          0,
          IdentityCodec.encodeKey(key),
          IdentityCodec.encodeValue(new Announcement(key, workload, "account")));
    }
    world.sendTombstone(Topics.IDENTITIES, IdentityCodec.encodeKey(gone));
    await()
        .atMost(StoreWorld.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> {
          assertThat(world.rows("SELECT node_id, kind, workload FROM reporters FINAL"))
              .hasSize(3)
              .containsOnly("node|alive|" + workload.name());
          assertThat(
                  world.rows(
                      "SELECT address, removed, service_account FROM identities FINAL"
                          + " ORDER BY address"))
              .containsExactly("10.0.0.1|0|account", "10.0.0.2|1|");
        });
  }

  @Test
  void waitsWhileTheDatabaseIsAway() throws Exception {
    AtomicBoolean isAway = new AtomicBoolean(true);
    Faults away =
        new Faults() {
          @Override
          public void before(Call call, String table, String token) throws StorageException {
            if (isAway.get()) {
              throw new StorageException("gone fishing", true, null);
            }
          }
        };
    Store store = world.start(away);
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    await()
        .atMost(StoreWorld.PATIENCE)
        .until(() -> store.check().detail().contains("gone fishing"));
    assertThat(store.check().isReady()).isFalse();
    isAway.set(false);
    world.awaitStored(store);
    isAway.set(true);
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    await().atMost(StoreWorld.PATIENCE).until(() -> store.lag() >= 20);
    await().atMost(StoreWorld.PATIENCE).until(() -> !store.check().isReady());
    isAway.set(false);
    world.awaitStored(store);
    assertStored();
  }

  @Test
  void endsWhenTheDatabaseRefusesForGood() throws Exception {
    Store store = world.start(NONE);
    world.send(0, deltas.batch(30));
    world.awaitStored(store);
    world.execute("DROP TABLE edges_1m SYNC");
    world.send(0, new DeltaBatch(RandomDeltas.TENANT, List.of(), List.of(someDelta())));
    StoreWorld.awaitDead(store);
    assertThat(store.check().detail()).contains("code 60");
  }

  @Test
  void sharesPartitionsAndTakesOverFromOneThatLeaves() throws Exception {
    Store first = world.start("store-a", StoreWorld.config(), NONE);
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    Store second = world.start("store-b", StoreWorld.config(), NONE);
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    await()
        .atMost(StoreWorld.PATIENCE)
        .until(() ->
            first.check().detail().equals("1 partitions")
                && second.check().detail().equals("1 partitions"));
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    world.close(first);
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    world.awaitStored(second);
    assertStored();
  }

  @Test
  void refusesToGoOnWhereTheTablesWereLost() throws Exception {
    Store store = world.start(NONE);
    world.send(0, deltas.batch(30));
    world.send(1, deltas.batch(30));
    world.awaitStored(store);
    world.close(store);
    world.execute("DROP DATABASE %s SYNC".formatted(world.clickhouse().database()));

    Store next = world.start(NONE);
    StoreWorld.awaitDead(next);
    assertThat(next.check().detail())
        .contains("has a commit at", "but the tables have no row of it", "--to-earliest");
  }

  @Test
  void refusesToGoOnWhereTheCommitWasLost() throws Exception {
    Store store = world.start(NONE);
    world.send(0, deltas.batch(30));
    world.send(1, deltas.batch(30));
    world.awaitStored(store);
    world.close(store);
    world.admin().deleteConsumerGroups(List.of(StoreClients.GROUP)).all().get();

    Store next = world.start(NONE);
    StoreWorld.awaitDead(next);
    assertThat(next.check().detail()).contains("has no commit, but the tables have rows of it");
  }

  @Test
  void storesAllAnewOnceTheChoiceIsMade() throws Exception {
    Store store = world.start(NONE);
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    world.awaitStored(store);
    world.close(store);
    world.execute("DROP DATABASE %s SYNC".formatted(world.clickhouse().database()));
    world.commit(0, new OffsetAndMetadata(0));
    world.commit(1, new OffsetAndMetadata(0));

    world.awaitStored(world.start(NONE));
    assertStored();
  }

  @Test
  void storesNothingTwiceWhenABlockIsDeliveredAgain() throws Exception {
    Map<Integer, OffsetAndMetadata> intents = new ConcurrentHashMap<>();
    Store store =
        world.start(
            new Faults() {
              @Override
              public void after(Call call, String table, String token) {
                if (call == Call.PIECE) {
                  String[] words = token.split("-", -1);
                  int offsets = words.length - 4; // …-<partition>-<from>-<to>-<table>-<partition>
                  intents.put(
                      Integer.parseInt(words[offsets - 1]),
                      new OffsetAndMetadata(Long.parseLong(words[offsets]), words[offsets + 1]));
                }
              }
            });
    for (int i = 0; i < 20; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    world.awaitStored(store);
    world.close(store);
    for (Map.Entry<Integer, OffsetAndMetadata> intent : intents.entrySet()) {
      world.commit(intent.getKey(), intent.getValue());
    }
    world.awaitStored(world.start(NONE));
    assertStored();
    assertThat(world.telemetry().page("").body()).contains("store_found_pieces_total");
  }

  private EdgeDelta someDelta() {
    return deltas.delta(deltas.series().getFirst(), Instant.now().getEpochSecond());
  }

  private void assertStored() throws Exception {
    world.assertStored(seed);
  }

  private List<ConsumerRecord<byte[], byte[]>> letters(int count) {
    List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      await()
          .atMost(StoreWorld.PATIENCE)
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            return letters.size() >= count;
          });
    }
    return letters;
  }
}
