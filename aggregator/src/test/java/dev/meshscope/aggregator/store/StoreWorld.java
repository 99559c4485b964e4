package dev.meshscope.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.aggregator.store.TestServers.Servers;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseJdbc;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.RetentionConfig;
import dev.meshscope.storage.schema.TrafficTable;
import dev.meshscope.storage.write.ClickHouseRowStore;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** New topics, a new database, and writers between them. */
final class StoreWorld {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final int PARTITIONS = 2;

  private final Servers servers;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ClickHouseConfig clickhouse;
  private final Map<Store, String> stores = new LinkedHashMap<>();
  private final Telemetry telemetry = Telemetry.create("aggregator", Map.of());
  private final StoredTraffic expected = new StoredTraffic();

  StoreWorld(Servers servers, String database) throws Exception {
    this.servers = servers;
    admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()));
    clickhouse = ClickHouseConfig.at(URI.create(servers.engineUrl())).withDatabase(database);
    makeTopics();
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers.bootstrapServers(),
                "transactional.id",
                database,
                "linger.ms",
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Short blocks, so that there are many. */
  static StoreConfig config() {
    return new StoreConfig(Duration.ofMillis(50), 20_000, 10_000, Duration.ofMillis(50), 1000);
  }

  ClickHouseConfig clickhouse() {
    return clickhouse;
  }

  Admin admin() {
    return admin;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  /** A writer on the real engine. */
  Store start(FaultyRowStore.Faults faults) {
    return start("store-0", config(), faults);
  }

  Store start(String instanceId, StoreConfig config, FaultyRowStore.Faults faults) {
    StorePlaces places =
        new StorePlaces(
            servers.bootstrapServers(), instanceId, clickhouse, RetentionConfig.defaults());
    Store store =
        new Store(
            places,
            config,
            new FaultyRowStore(new ClickHouseRowStore(clickhouse), faults),
            telemetry,
            InstantSource.system());
    stores.put(store, instanceId);
    store.start();
    return store;
  }

  /** Appends a batch in a transaction of its own; expected in the tables from now on. */
  void send(int partition, DeltaBatch batch) {
    producer.beginTransaction();
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.EDGE_DELTAS, partition, null, DeltaBatchCodec.encode(batch)));
    producer.commitTransaction();
    expected.add(batch);
  }

  /** Appends a batch that is taken back. */
  void sendAborted(int partition, DeltaBatch batch) {
    producer.beginTransaction();
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.EDGE_DELTAS, partition, null, DeltaBatchCodec.encode(batch)));
    producer.flush();
    producer.abortTransaction();
  }

  void sendBytes(String topic, int partition, byte[] key, byte[] value) {
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(topic, partition, key, value));
    producer.commitTransaction();
  }

  void sendTombstone(String topic, byte[] key) {
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(topic, 0, key, null));
    producer.commitTransaction();
  }

  /** Waits until the store has stored everything that was sent. */
  void awaitStored(Store store) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          Health health = store.check();
          assertThat(health.isAlive()).as(health.detail()).isTrue();
          return health.isReady() && isAcknowledged();
        });
  }

  /** Whether the group has acknowledged everything, which it does when it has been idle. */
  boolean isAcknowledged() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> commits = commits();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      TopicPartition of = new TopicPartition(Topics.EDGE_DELTAS, partition);
      long end =
          admin
              .listOffsets(Map.of(of, OffsetSpec.latest()))
              .partitionResult(of)
              .get(10, TimeUnit.SECONDS)
              .offset();
      OffsetAndMetadata commit = commits.get(of);
      if (end > 0 && (commit == null || commit.offset() < end)) {
        return false;
      }
    }
    return true;
  }

  Map<TopicPartition, OffsetAndMetadata> commits() throws Exception {
    return admin
        .listConsumerGroupOffsets(StoreClients.GROUP)
        .partitionsToOffsetAndMetadata()
        .get(10, TimeUnit.SECONDS);
  }

  void commit(int partition, OffsetAndMetadata offset) throws Exception {
    TopicPartition of = new TopicPartition(Topics.EDGE_DELTAS, partition);
    admin
        .alterConsumerGroupOffsets(StoreClients.GROUP, Map.of(of, offset))
        .all()
        .get(10, TimeUnit.SECONDS);
  }

  static void awaitDead(Store store) {
    await().atMost(PATIENCE).until(() -> !store.check().isAlive());
  }

  /** Closes a store so that the next one finds the group empty. */
  void close(Store store) {
    store.close();
    forgetMember(Objects.requireNonNull(stores.remove(store)));
  }

  /** Every table holds every delta once. */
  void assertStored(long seed) throws Exception {
    for (TrafficTable table : TrafficTable.values()) {
      assertThat(rows(StoredTraffic.query(table)))
          .as("%s, seed %d", table.table(), seed)
          .containsExactlyInAnyOrderElementsOf(expected.rows(table));
    }
  }

  List<String> rows(String query) throws StorageException, SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = ClickHouseJdbc.open(clickhouse);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(result.getString(column));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows;
  }

  void execute(String sql) throws StorageException, SQLException {
    try (Connection connection = ClickHouseJdbc.open(clickhouse);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void end() {
    List.copyOf(stores.keySet()).forEach(this::close);
    producer.close();
    admin.close();
    telemetry.close();
  }

  private void makeTopics() throws Exception {
    Set<String> names =
        Set.of(Topics.EDGE_DELTAS, Topics.REPORTERS, Topics.IDENTITIES, Topics.DEAD_LETTERS);
    Set<String> there = new HashSet<>(admin.listTopics().names().get(10, TimeUnit.SECONDS));
    there.retainAll(names);
    admin.deleteTopics(there).all().get(10, TimeUnit.SECONDS);
    await().atMost(PATIENCE).until(() -> isGone(names));
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names) {
      int partitions = name.equals(Topics.EDGE_DELTAS) ? PARTITIONS : 1;
      topics.add(new NewTopic(name, partitions, (short) 1));
    }
    admin.createTopics(topics).all().get(10, TimeUnit.SECONDS);
  }

  private boolean isGone(Set<String> names) throws Exception {
    Set<String> there = new HashSet<>(admin.listTopics().names().get(10, TimeUnit.SECONDS));
    there.retainAll(names);
    return there.isEmpty();
  }

  /** Static members stay for a while otherwise, as they should. */
  private void forgetMember(String instanceId) {
    for (String group : List.of(StoreClients.GROUP, StoreClients.EVENTS_GROUP)) {
      try {
        admin
            .removeMembersFromConsumerGroup(
                group,
                new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(instanceId))))
            .all()
            .get(10, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOfAny(
                GroupIdNotFoundException.class,
                UnknownTopicOrPartitionException.class,
                KafkaException.class);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
