package dev.meshscope.aggregator;

import dev.meshscope.aggregator.aggregate.AggregateConfig;
import dev.meshscope.aggregator.aggregate.IdentityConfig;
import dev.meshscope.aggregator.store.StoreConfig;
import dev.meshscope.runtime.ManagementConfig;
import dev.meshscope.runtime.config.Check;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.schema.RetentionConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration of the aggregator.
 *
 * @param dataDir for the stores and the instance id; of this instance alone, kept over restarts
 * @param instanceId the name of this instance, the same after every restart; random and kept in the
 *     data directory when absent
 * @param kafka where the topics are
 * @param aggregate how aggregation runs
 * @param identity how peers are found
 * @param store how deltas are gathered before they are stored
 * @param clickhouse where the tables are
 * @param retention how long the tables keep traffic
 * @param management where health and metrics are served
 */
public record AggregatorConfig(
    Path dataDir,
    Optional<String> instanceId,
    KafkaConfig kafka,
    AggregateConfig aggregate,
    IdentityConfig identity,
    StoreConfig store,
    ClickHouseConfig clickhouse,
    RetentionConfig retention,
    ManagementConfig management) {
  private static final int MANAGEMENT_PORT = 8082;

  /** Everything on this machine. */
  public static AggregatorConfig defaults() {
    return new AggregatorConfig(
        Path.of(".data"),
        Optional.empty(),
        new KafkaConfig("127.0.0.1:9092"),
        AggregateConfig.defaults(),
        IdentityConfig.defaults(),
        StoreConfig.defaults(),
        ClickHouseConfig.defaults(),
        RetentionConfig.defaults(),
        new ManagementConfig("0.0.0.0", MANAGEMENT_PORT));
  }

  /** The same on other backends, with its data in another directory. */
  public AggregatorConfig at(String bootstrapServers, URI clickhouseUrl, Path directory) {
    return new AggregatorConfig(
        directory,
        instanceId,
        new KafkaConfig(bootstrapServers),
        aggregate,
        identity,
        store,
        clickhouse.movedTo(clickhouseUrl),
        retention,
        management);
  }

  /**
   * Where the topics are.
   *
   * @param bootstrapServers the Kafka brokers, {@code host:port} with commas between
   */
  public record KafkaConfig(String bootstrapServers) {
    public KafkaConfig {
      Check.notBlank("bootstrapServers", bootstrapServers);
    }
  }
}
