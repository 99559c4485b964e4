package dev.meshscope.aggregator;

import dev.meshscope.aggregator.aggregate.Aggregation;
import dev.meshscope.aggregator.aggregate.Membership;
import dev.meshscope.aggregator.store.Store;
import dev.meshscope.aggregator.store.StorePlaces;
import dev.meshscope.runtime.InstanceId;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The assembly of the aggregator: requests → aggregate → edge-deltas → store → ClickHouse. */
public final class Aggregator {
  private final Aggregation aggregation;

  private Aggregator(Aggregation aggregation) {
    this.aggregation = aggregation;
  }

  /**
   * Adds the parts in data-flow order; the management port is not among them.
   *
   * @throws IOException if the data directory cannot be used
   */
  public static Aggregator assemble(
      AggregatorConfig config, Telemetry telemetry, Lifecycle lifecycle) throws IOException {
    RandomGenerator random = RandomGenerator.getDefault();
    InstanceId instance = InstanceId.of(config.instanceId(), config.dataDir(), random);
    Path state = config.dataDir().resolve("aggregator").resolve("streams");
    String kafka = config.kafka().bootstrapServers();
    Aggregation aggregation =
        lifecycle.add(
            new Aggregation(
                config.aggregate(),
                config.identity(),
                new Membership(kafka, instance.value(), state),
                telemetry));
    lifecycle.add(
        new Store(
            new StorePlaces(kafka, instance.value(), config.clickhouse(), config.retention()),
            config.store(),
            telemetry,
            InstantSource.system()));
    return new Aggregator(aggregation);
  }

  /** Records that were not read yet, as far as is known. */
  public long lag() {
    return aggregation.lag();
  }
}
