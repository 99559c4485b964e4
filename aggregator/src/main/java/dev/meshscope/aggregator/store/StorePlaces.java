package dev.meshscope.aggregator.store;

import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.schema.RetentionConfig;
import java.util.Objects;

/**
 * From where to where is stored, and as whom.
 *
 * @param bootstrapServers where Kafka is
 * @param instanceId names this process among all that store, across restarts
 * @param clickhouse where the database is
 * @param retention how long its rows live
 */
public record StorePlaces(
    String bootstrapServers,
    String instanceId,
    ClickHouseConfig clickhouse,
    RetentionConfig retention) {
  public StorePlaces {
    Objects.requireNonNull(bootstrapServers);
    Objects.requireNonNull(instanceId);
    Objects.requireNonNull(clickhouse);
    Objects.requireNonNull(retention);
  }
}
