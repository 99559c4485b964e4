package dev.meshscope.collector;

import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.publish.KafkaConfig;
import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.collector.receive.GrpcConfig;
import dev.meshscope.runtime.ManagementConfig;
import dev.meshscope.runtime.config.Check;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that a collector is told.
 *
 * @param tenant whose traffic it receives
 * @param instanceId the collector's id; by default random, and kept in the data directory
 * @param dataDir where it keeps what outlives a restart
 * @param grpcPort the port that proxies report to
 * @param grpc limits of that port
 * @param normalize limits of what is remembered per stream
 * @param kafka where batches go
 * @param publish how reports are put into batches
 * @param management where health and metrics are served when the collector runs alone
 */
public record CollectorConfig(
    String tenant,
    Optional<String> instanceId,
    Path dataDir,
    int grpcPort,
    GrpcConfig grpc,
    NormalizeConfig normalize,
    KafkaConfig kafka,
    PublishConfig publish,
    ManagementConfig management) {
  public CollectorConfig {
    Check.notBlank("tenant", tenant);
    Check.port("grpcPort", grpcPort);
  }

  /** One collector on this machine. */
  public static CollectorConfig defaults() {
    return new CollectorConfig(
        "default",
        Optional.empty(),
        Path.of("data"),
        4317,
        GrpcConfig.defaults(),
        NormalizeConfig.defaults(),
        KafkaConfig.defaults(),
        PublishConfig.defaults(),
        new ManagementConfig("0.0.0.0", 8081));
  }

  /** The same on another broker, with its data in another directory. */
  public CollectorConfig at(String bootstrapServers, Path directory) {
    return new CollectorConfig(
        tenant,
        instanceId,
        directory,
        grpcPort,
        grpc,
        normalize,
        kafka.movedTo(bootstrapServers),
        publish,
        management);
  }
}
