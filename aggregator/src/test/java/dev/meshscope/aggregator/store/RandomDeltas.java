package dev.meshscope.aggregator.store;

import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Batches of deltas as a mesh of a few services gives them, some of them hours late. */
final class RandomDeltas {
  static final String TENANT = "default";
  private static final long MICROS = 1_000_000;
  private static final int SERVICES = 6;
  private static final int LATE_SECONDS_MAX = 40 * 3600;

  private final RandomGenerator random;
  private final long nowSeconds;
  private final List<EdgeSeries> series = new ArrayList<>();
  private long sentThrough;

  RandomDeltas(RandomGenerator random, Instant now, int seriesCount) {
    this.random = random;
    this.nowSeconds = now.getEpochSecond();
    this.sentThrough = nowSeconds * MICROS;
    for (int i = 0; i < seriesCount; i++) {
      series.add(newSeries(i));
    }
  }

  /** Up to that many deltas and what the collector said with them. */
  DeltaBatch batch(int deltasMax) {
    List<EdgeDelta> deltas = new ArrayList<>();
    int count = random.nextInt(deltasMax + 1);
    for (int i = 0; i < count; i++) {
      deltas.add(delta());
    }
    sentThrough += random.nextInt(1000);
    return new DeltaBatch(TENANT, List.of(progress(0)), deltas);
  }

  /** What an idle collector causes. */
  DeltaBatch heartbeat(int partition) {
    sentThrough += 1000;
    return new DeltaBatch(TENANT, List.of(progress(partition)), List.of());
  }

  private DeltaBatch.Progress progress(int partition) {
    RequestBatch.Origin origin = new RequestBatch.Origin("collector-0", 17, partition);
    return new DeltaBatch.Progress(origin, sentThrough, random.nextInt(3), 100, 1);
  }

  private EdgeDelta delta() {
    EdgeSeries one = series.get(random.nextInt(series.size()));
    long age = random.nextInt(8) > 0 ? random.nextInt(20) : random.nextInt(LATE_SECONDS_MAX);
    return delta(one, nowSeconds - age);
  }

  /** Some requests of a series that ended in the window around a moment. */
  EdgeDelta delta(EdgeSeries one, long endSeconds) {
    long window = EdgeDelta.windowOf(endSeconds * MICROS);
    RequestColumns columns = new RequestColumns();
    EdgeCounts counts = new EdgeCounts();
    int requests = 1 + random.nextInt(20);
    for (int row = 0; row < requests; row++) {
      columns.begin(0);
      boolean hasDuration = random.nextInt(10) > 0;
      columns.time(
          window * MICROS + random.nextLong(10 * MICROS),
          hasDuration ? random.nextLong(1, 1L << 32) : RequestColumns.NO_DURATION,
          random.nextInt(5) == 0);
      int code = random.nextInt(5) > 0 ? 200 : 503;
      Cause cause = code == 200 ? Cause.NONE : Cause.UPSTREAM_ERROR;
      columns.result(Outcome.of(code, -1, cause), random.nextInt(4) > 0 ? 0 : 1L << row);
      columns.volume(random.nextInt(1000), random.nextInt(100_000), random.nextInt(3));
      counts.add(columns, row, one);
    }
    return new EdgeDelta(one, window, counts);
  }

  List<EdgeSeries> series() {
    return series;
  }

  private EdgeSeries newSeries(int number) {
    int from = random.nextInt(SERVICES);
    int to = random.nextInt(SERVICES);
    EdgeTraits traits =
        new EdgeTraits(
            random.nextInt(4) > 0 ? Protocol.HTTP : Protocol.GRPC,
            TrafficClass.LIVE,
            Entry.NONE,
            Exit.NONE);
    EdgeKey key =
        new EdgeKey(
            workload(from, "v1"),
            workload(to, "v" + (1 + random.nextInt(3))),
            new ServiceName("shop", "service-" + to),
            traits);
    EdgeDetails details =
        new EdgeDetails(
            9080 + number,
            "",
            "service-%d.shop".formatted(to),
            "spiffe://cluster.local/ns/shop/sa/" + from,
            "spiffe://cluster.local/ns/shop/sa/" + to,
            ConnectionSecurityPolicy.MUTUAL_TLS);
    return new EdgeSeries(
        key, random.nextBoolean() ? Reporter.SOURCE : Reporter.DESTINATION, details);
  }

  private static Workload workload(int number, String version) {
    String name = "service-" + number;
    return new Workload(
        new Workload.Identity("Kubernetes", "shop", name + "-" + version, version),
        name,
        NodeKind.WORKLOAD);
  }
}
