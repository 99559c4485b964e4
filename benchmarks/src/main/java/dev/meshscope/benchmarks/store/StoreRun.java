package dev.meshscope.benchmarks.store;

import dev.meshscope.aggregator.store.Store;
import dev.meshscope.aggregator.store.StoreConfig;
import dev.meshscope.aggregator.store.StorePlaces;
import dev.meshscope.benchmarks.measure.Machine;
import dev.meshscope.benchmarks.measure.NewThreads;
import dev.meshscope.benchmarks.measure.Patience;
import dev.meshscope.benchmarks.measure.Scratch;
import dev.meshscope.benchmarks.stage.RecordedDeltas;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.schema.RetentionConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures the store: deltas from the topic, through the real writer, into the real engine. Blocks
 * have a fixed number of rows here, in two sizes, because a block costs something by itself and
 * something for each row.
 */
public final class StoreRun {
  private static final int ROWS_LEAST = 100;

  /** Enough for a large block beside the small one, whatever else is measured with. */
  private static final int COPIES = 50;

  private static final int REPORTS_PER_COPY = 1_000;
  private static final String STORED = "meshscope_aggregator_store_sent_deltas_total ";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final StoreEffort effort;
  private final Path home;
  private final Consumer<String> progress;

  /**
   * @param home the folder with the tools
   * @param progress is told what runs
   */
  public StoreRun(StoreEffort effort, Path home, Consumer<String> progress) {
    this.effort = effort;
    this.home = home;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException when not everything was stored, or not once
   */
  public StoreResult run() throws Exception {
    List<EdgeDelta> deltas = RecordedDeltas.of(COPIES, COPIES * REPORTS_PER_COPY);
    try (Scratch scratch = new Scratch();
        StoreServers servers = new StoreServers(home, scratch.folder());
        BlockFeed feed = new BlockFeed(servers.producer(), deltas)) {
      List<StoreCost> costs = new ArrayList<>();
      for (int rows : List.of(ROWS_LEAST, deltas.size())) {
        progress.accept("store, blocks of " + rows + " rows");
        long reports = requests(deltas.subList(0, rows));
        costs.add(new StoreCost(rows, reports, rounds(servers, feed, rows)));
      }
      requireAllStored(servers, feed);
      return new StoreResult(costs.getFirst(), costs.getLast());
    }
  }

  /** The first round warms up. */
  private List<StoreCost.Round> rounds(StoreServers servers, BlockFeed feed, int rows)
      throws Exception {
    NewThreads threads = new NewThreads();
    Telemetry telemetry = Telemetry.create("aggregator", Map.of());
    StoreConfig usual = StoreConfig.defaults();
    StoreConfig config =
        new StoreConfig(
            Duration.ofMinutes(1),
            rows,
            usual.knownEdgesMax(),
            usual.eventTime(),
            usual.eventRowsMax());
    StorePlaces places =
        new StorePlaces(
            servers.bootstrapServers(),
            "benchmark",
            servers.clickHouse(),
            RetentionConfig.defaults());
    Store store = new Store(places, config, telemetry, InstantSource.system());
    store.start();
    try {
      List<StoreCost.Round> rounds = new ArrayList<>();
      for (int round = 0; round <= effort.rounds(); round++) {
        rounds.add(round(servers, feed, rows, new Writer(store, telemetry, threads)));
      }
      return rounds.subList(1, rounds.size());
    } finally {
      store.close();
      telemetry.close();
    }
  }

  private StoreCost.Round round(StoreServers servers, BlockFeed feed, int rows, Writer writer)
      throws Exception {
    long goal = writer.stored() + (long) effort.blocks() * rows;
    long writerNanos = writer.threads().cpuNanos();
    Duration engine = Machine.cpu(servers.engineProcess());
    long start = System.nanoTime();
    feed.send(effort.blocks(), rows);
    Patience.await("blocks are stored", LIMIT, PAUSE, () -> writer.stored() >= goal);
    return new StoreCost.Round(
        effort.blocks(),
        writer.threads().cpuNanos() - writerNanos,
        Machine.cpu(servers.engineProcess()).minus(engine).toNanos(),
        System.nanoTime() - start);
  }

  private static void requireAllStored(StoreServers servers, BlockFeed feed) throws Exception {
    try (StoredTraffic stored = new StoredTraffic(servers.clickHouse())) {
      if (stored.requests() != feed.requests()) {
        throw new IllegalStateException(
            "sent %d requests, stored %d".formatted(feed.requests(), stored.requests()));
      }
    }
  }

  private static long requests(List<EdgeDelta> deltas) {
    return deltas.stream().mapToLong(delta -> delta.counts().requests()).sum();
  }

  /** The part that is measured, and how to see what it does. */
  private record Writer(Store store, Telemetry telemetry, NewThreads threads) {
    /** Deltas that are stored. */
    long stored() {
      if (!store.check().isAlive()) {
        throw new IllegalStateException("the store ended: " + store.check());
      }
      return telemetry
          .page("")
          .body()
          .lines()
          .filter(line -> line.startsWith(STORED))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(STORED.length())))
          .sum();
    }
  }
}
