package dev.meshscope.collector;

import dev.meshscope.collector.publish.KafkaConfig;
import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.collector.receive.GrpcConfig;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.ManagementConfig;
import dev.meshscope.runtime.config.DataSize;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A collector on free ports, with short times. */
final class TestCollector implements AutoCloseable {
  static final int PARTITIONS = 2;

  private final Telemetry telemetry = Telemetry.create("collector", Map.of());
  private final Lifecycle lifecycle = new Lifecycle("collector", Lifecycle.Deadlines.defaults());
  private final Collector collector;

  TestCollector(CollectorConfig config) throws Exception {
    collector = Collector.assembleAlone(config, telemetry, lifecycle);
    lifecycle.start();
  }

  /** What a test may want to be otherwise. */
  record Limits(GrpcConfig grpc, PublishConfig publish) {
    /** Idle batches and signs of life come quickly; everything else as in production. */
    static Limits defaults() {
      return new Limits(
          TestCollector.grpc(DataSize.ofKibibytes(64), DataSize.ofKibibytes(256)),
          TestCollector.publish(DataSize.ofMebibytes(32)));
    }
  }

  static CollectorConfig config(String bootstrapServers, Path directory, String instanceId) {
    return config(bootstrapServers, directory, instanceId, Limits.defaults());
  }

  static CollectorConfig config(
      String bootstrapServers, Path directory, String instanceId, Limits limits) {
    CollectorConfig defaults = CollectorConfig.defaults();
    KafkaConfig kafka = new KafkaConfig(bootstrapServers, PARTITIONS, 1, DataSize.ofMebibytes(64));
    return new CollectorConfig(
        defaults.tenant(),
        Optional.of(instanceId),
        directory,
        0,
        limits.grpc(),
        0,
        defaults.otlp(),
        0,
        Optional.empty(),
        defaults.nginx(),
        defaults.normalize(),
        kafka,
        limits.publish(),
        new ManagementConfig("127.0.0.1", 0));
  }

  /** The same with other rules for OTLP. */
  static CollectorConfig with(OtlpConfig otlp, CollectorConfig config) {
    return new CollectorConfig(
        config.tenant(),
        config.instanceId(),
        config.dataDir(),
        config.grpcPort(),
        config.grpc(),
        config.otlpHttpPort(),
        otlp,
        config.syslogPort(),
        config.syslogFormat(),
        config.nginx(),
        config.normalize(),
        config.kafka(),
        config.publish(),
        config.management());
  }

  static GrpcConfig grpc(DataSize messageBytesMax, DataSize messageBytesCap) {
    GrpcConfig defaults = GrpcConfig.defaults();
    return new GrpcConfig(
        messageBytesMax,
        messageBytesCap,
        defaults.windowBytes(),
        defaults.streamsMax(),
        defaults.connectionAgeMax(),
        defaults.connectionAgeGrace(),
        defaults.keepAliveInterval(),
        Duration.ofMillis(300));
  }

  static PublishConfig publish(DataSize bufferBytesMax) {
    PublishConfig defaults = PublishConfig.defaults();
    return new PublishConfig(
        defaults.linger(),
        defaults.batchRowsMax(),
        defaults.batchBytesMax(),
        bufferBytesMax,
        Duration.ofMillis(500),
        Duration.ofMillis(700),
        defaults.flushTimeout(),
        defaults.nodesMax());
  }

  Collector collector() {
    return collector;
  }

  AlsClient client() {
    return new AlsClient(collector.grpcPort());
  }

  OtlpClient otlpClient() {
    return new OtlpClient(collector);
  }

  boolean isReady() {
    return lifecycle.check().stream().allMatch(part -> part.health().isReady());
  }

  List<String> unready() {
    return lifecycle.check().stream()
        .filter(part -> !part.health().isReady())
        .map(part -> part.part() + ": " + part.health().detail())
        .toList();
  }

  String metrics() {
    return telemetry.page("").body();
  }

  /** A metric of the collector that has no labels. */
  long metric(String name) {
    String start = "meshscope_collector_" + name + " ";
    return metrics()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(start.length())))
        .findFirst()
        .orElseThrow();
  }

  /** How many streams of proxies are open. */
  long streams() {
    return metric("receive_streams");
  }

  @Override
  public void close() {
    lifecycle.close();
    telemetry.close();
  }
}
