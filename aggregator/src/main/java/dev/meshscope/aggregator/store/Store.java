package dev.meshscope.aggregator.store;

import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.Migrations;
import dev.meshscope.storage.write.ClickHouseRowStore;
import dev.meshscope.storage.write.RowStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the topics edge-deltas, reporters and identities into the database, which it migrates
 * first. Deltas are stored exactly once, through the crash of any process.
 */
public final class Store implements Part {
  private static final Duration RETRY_FIRST = Duration.ofMillis(100);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(5);

  private final StorePlaces places;
  private final StoreConfig config;
  private final RowStore rows;
  private final StoreMetrics metrics;
  private final InstantSource clock;
  private final CountDownLatch migrated = new CountDownLatch(1);
  private volatile @Nullable Loops loops;

  private record Loops(
      StoreLoop deltas, Worker deltasWorker, EventLoop events, Worker eventsWorker) {}

  public Store(StorePlaces places, StoreConfig config, Telemetry telemetry, InstantSource clock) {
    this(places, config, new ClickHouseRowStore(places.clickhouse()), telemetry, clock);
  }

  /** With another way to the same database. */
  Store(
      StorePlaces places,
      StoreConfig config,
      RowStore rows,
      Telemetry telemetry,
      InstantSource clock) {
    this.places = places;
    this.config = config;
    this.rows = rows;
    this.metrics = new StoreMetrics(telemetry);
    this.clock = clock;
    telemetry.gauge(
        "store_lag_records", "Offsets of the held partitions that are not stored yet.", this::lag);
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public void start() {
    StoreClients clients = new StoreClients(places.bootstrapServers(), places.instanceId());
    Admin admin = clients.admin();
    Consumer<byte[], byte[]> deltaConsumer = clients.deltas();
    Consumer<byte[], byte[]> eventConsumer = clients.events();
    DeadLetters deadLetters = new DeadLetters(clients::deadLetters);
    DeadLetters deadEvents = new DeadLetters(clients::deadLetters);
    StoreParts parts = new StoreParts(config, rows, deadLetters, metrics, clock);
    BlockWriter blocks =
        new BlockWriter(
            rows, new KnownEdges(rows, config.knownEdgesMax()), places.retention(), clock, metrics);
    StoreLoop deltas =
        new StoreLoop(new DeltaParts(parts, blocks, new TopicIds(admin), deltaConsumer), backoff());
    EventLoop events =
        new EventLoop(
            new StoreParts(config, rows, deadEvents, metrics, clock), eventConsumer, backoff());
    Worker deltasWorker =
        new Worker(
            "store",
            () -> {
              try (admin;
                  deltaConsumer;
                  deadLetters) {
                migrate();
                deltas.run();
              }
            });
    Worker eventsWorker =
        new Worker(
            "store-events",
            () -> {
              try (eventConsumer;
                  deadEvents) {
                migrated.await();
                events.run();
              }
            });
    loops = new Loops(deltas, deltasWorker, events, eventsWorker);
    deltasWorker.start();
    eventsWorker.start();
  }

  @Override
  public Health check() {
    Loops now = loops;
    if (now == null) {
      return Health.notReady("not started");
    }
    Health deltas = now.deltasWorker().health(now.deltas()::health);
    Health events = now.eventsWorker().health(now.events()::health);
    if (!deltas.isAlive() || !events.isAlive()) {
      return deltas.isAlive() ? events : deltas;
    }
    return deltas.isReady() && !events.isReady() ? events : deltas;
  }

  /** Offsets of the held partitions of edge-deltas that are not stored yet. */
  public long lag() {
    Loops now = loops;
    return now == null ? 0 : now.deltas().lag();
  }

  @Override
  public void close() {
    Loops now = loops;
    if (now != null) {
      now.deltasWorker().stopping();
      now.eventsWorker().stopping();
      now.deltas().stop();
      now.events().stop();
      if (migrated.getCount() > 0) {
        now.deltasWorker().interrupt();
        now.eventsWorker().interrupt();
      }
      now.deltasWorker().join();
      now.eventsWorker().join();
    }
    rows.close();
  }

  private void migrate() throws StorageException, InterruptedException {
    new Migrations(places.clickhouse()).runWhenThere(places.retention(), backoff());
    migrated.countDown();
  }

  private static Backoff backoff() {
    return new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  }
}
