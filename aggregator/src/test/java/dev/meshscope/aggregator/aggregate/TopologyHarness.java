package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.InventoryCodec;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology without a broker, on partition 0 of the requests. */
final class TopologyHarness implements AutoCloseable {
  static final int DELTA_PARTITIONS = 2;
  static final int SEQUENCE_RANGES_MAX = 1000;
  static final Duration DELAY = Duration.ofSeconds(30);
  static final int WAITING_REPORTS_MAX = 100;
  static final int INVENTORY_BYTES_MAX = 1000;
  static final Instant START = Instant.ofEpochSecond(TestMesh.NOW / TestMesh.SECOND);

  private final Telemetry telemetry = Telemetry.create("aggregator", Map.of());
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> requests;
  private final TestInputTopic<byte[], byte[]> identities;
  private final TestInputTopic<byte[], byte[]> inventories;
  private final TestOutputTopic<byte[], byte[]> deltas;
  private final TestOutputTopic<byte[], byte[]> deadLetters;

  TopologyHarness(Path stateDirectory) {
    this(stateDirectory, settings());
  }

  TopologyHarness(Path stateDirectory, TopologySettings settings) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    properties.put("processing.exception.handler.global.enabled", true);
    AggregationMetrics metrics = new AggregationMetrics(telemetry);
    driver = new TopologyTestDriver(AggregationTopology.of(settings, metrics), properties, START);
    ByteArraySerializer bytes = new ByteArraySerializer();
    requests = driver.createInputTopic(Topics.REQUESTS, bytes, bytes);
    identities = driver.createInputTopic(Topics.IDENTITIES, bytes, bytes);
    inventories = driver.createInputTopic(Topics.INVENTORY, bytes, bytes);
    ByteArrayDeserializer out = new ByteArrayDeserializer();
    deltas = driver.createOutputTopic(Topics.EDGE_DELTAS, out, out);
    deadLetters = driver.createOutputTopic(Topics.DEAD_LETTERS, out, out);
  }

  static TopologySettings settings() {
    return new TopologySettings(
        DELTA_PARTITIONS, 1 << 19, SEQUENCE_RANGES_MAX, 1000, INVENTORY_BYTES_MAX, waiting());
  }

  private static WaitingLimits waiting() {
    return new WaitingLimits(DELAY, WAITING_REPORTS_MAX, 10);
  }

  void send(RequestBatch batch) {
    send(RequestBatchCodec.encode(batch));
  }

  void send(byte @Nullable [] value) {
    requests.pipeInput(new TestRecord<>(null, value));
  }

  void announce(Announcement announcement) {
    announce(IdentityCodec.encodeKey(announcement.key()), IdentityCodec.encodeValue(announcement));
  }

  void announce(byte @Nullable [] key, byte @Nullable [] value) {
    identities.pipeInput(key, value);
  }

  void takeBack(Announcement announcement) {
    announce(IdentityCodec.encodeKey(announcement.key()), null);
  }

  void publish(Inventory inventory) {
    publish(InventoryCodec.encodeKey(inventory.key()), InventoryCodec.encodeValue(inventory));
  }

  void publish(byte @Nullable [] key, byte @Nullable [] value) {
    inventories.pipeInput(key, value);
  }

  void takeBack(Inventory inventory) {
    publish(InventoryCodec.encodeKey(inventory.key()), null);
  }

  void advance(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /**
   * What was emitted since the last call. The driver does not say to which partition: they come in
   * order, and the progress stands in the last record of each.
   */
  List<Emitted> emitted() {
    List<Emitted> emitted = new ArrayList<>();
    int partition = 0;
    for (TestRecord<byte[], byte[]> record : deltas.readRecordsToList()) {
      DeltaBatch batch = decode(record.value());
      emitted.add(new Emitted(partition, record.key() != null, batch));
      partition = batch.progress().isEmpty() ? partition : (partition + 1) % DELTA_PARTITIONS;
    }
    return emitted;
  }

  /** What was emitted since the last call, added up. */
  MergedDeltas merged() {
    MergedDeltas merged = new MergedDeltas();
    emitted().forEach(one -> merged.add(one.batch()));
    return merged;
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  /** The value of a sample by its exact name and labels; 0 when there is none. */
  double metric(String sample) {
    return telemetry
        .page("")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .sum();
  }

  @Override
  public void close() {
    driver.close();
    telemetry.close();
  }

  private static DeltaBatch decode(byte[] value) {
    try {
      return DeltaBatchCodec.decode(value);
    } catch (WireFormatException e) {
      throw new AssertionError("the topology wrote a record that cannot be read", e);
    }
  }

  record Emitted(int partition, boolean hasKey, DeltaBatch batch) {
    DeltaBatch.Progress progress() {
      return batch.progress().getFirst();
    }
  }
}
