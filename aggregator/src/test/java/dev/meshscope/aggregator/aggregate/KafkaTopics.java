package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.InventoryCodec;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The model's topics on a real broker, as collectors write and the store reads them. */
final class KafkaTopics implements AutoCloseable {
  static final int REQUEST_PARTITIONS = 4;
  static final int DELTA_PARTITIONS = 2;
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> deltas;
  private final Map<String, MergedDeltas> mergedByTenant = new HashMap<>();
  private final Map<Claimed, Long> claims = new HashMap<>();

  KafkaTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    ByteArraySerializer bytes = new ByteArraySerializer();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5), bytes, bytes);
    deltas = consumer();
    deltas.assign(
        IntStream.range(0, DELTA_PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Topics.EDGE_DELTAS, partition))
            .toList());
  }

  void create() throws Exception {
    Topics.Partitions partitions = new Topics.Partitions(REQUEST_PARTITIONS, DELTA_PARTITIONS);
    List<NewTopic> topics =
        Topics.all(partitions, 1 << 30).stream()
            .map(topic ->
                new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
    }
  }

  void announce(Announcement announcement) {
    byte[] key = IdentityCodec.encodeKey(announcement.key());
    byte[] value = IdentityCodec.encodeValue(announcement);
    var _ = producer.send(new ProducerRecord<>(Topics.IDENTITIES, key, value));
  }

  void publish(Inventory inventory) {
    byte[] key = InventoryCodec.encodeKey(inventory.key());
    byte[] value = InventoryCodec.encodeValue(inventory);
    var _ = producer.send(new ProducerRecord<>(Topics.INVENTORY, key, value));
  }

  void send(RequestBatch batch) {
    send(batch.header().origin().partition(), RequestBatchCodec.encode(batch));
  }

  void send(int partition, byte[] value) {
    var _ = producer.send(new ProducerRecord<>(Topics.REQUESTS, partition, null, value));
  }

  void flush() {
    producer.flush();
  }

  /** Reads on; true once every delta partition knows of all that the batches claim. */
  boolean hasAll(List<RequestBatch> batches) {
    for (ConsumerRecord<byte[], byte[]> record : deltas.poll(POLL)) {
      take(record);
    }
    return batches.stream()
        .allMatch(batch ->
            IntStream.range(0, DELTA_PARTITIONS)
                .allMatch(partition -> claim(batch.header(), partition) >= claimOf(batch)));
  }

  /** What the deltas of a tenant that were read so far add up to. */
  MergedDeltas merged(String tenant) {
    return mergedByTenant.computeIfAbsent(tenant, _ -> new MergedDeltas());
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(new TopicPartition(Topics.DEAD_LETTERS, 0)));
      List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
      consumer.poll(Duration.ofSeconds(2)).forEach(letters::add);
      return letters;
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    deltas.close();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    DeltaBatch batch;
    try {
      batch = DeltaBatchCodec.decode(record.value());
    } catch (WireFormatException e) {
      throw new AssertionError("unreadable delta batch at " + record.offset(), e);
    }
    merged(batch.tenant()).add(batch);
    for (EdgeDelta delta : batch.deltas()) {
      int hash = delta.series().key().stableHash();
      if (Math.floorMod(hash, DELTA_PARTITIONS) != record.partition()) {
        throw new AssertionError(delta.series() + " is in partition " + record.partition());
      }
    }
    for (DeltaBatch.Progress progress : batch.progress()) {
      Claimed claimed = new Claimed(progress.origin(), record.partition());
      Long before = claims.put(claimed, progress.sentThroughMicros());
      if (before != null && before > progress.sentThroughMicros()) {
        throw new AssertionError(claimed + " went back");
      }
    }
  }

  private long claim(RequestBatch.Header header, int partition) {
    return claims.getOrDefault(new Claimed(header.origin(), partition), 0L);
  }

  private static long claimOf(RequestBatch batch) {
    return batch.header().sentThroughMicros();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest"),
        bytes,
        bytes);
  }

  private record Claimed(RequestBatch.Origin origin, int partition) {}
}
