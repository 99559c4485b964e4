package dev.meshscope.storage.write;

import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeCounts;
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
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.util.List;
import java.util.random.RandomGenerator;

/** Series and counts with any value that rows can have. */
record RandomTraffic(RandomGenerator random) {
  private static final List<String> TEXTS =
      List.of("", "a", "reviews", "reviews-v1", "it's", "a\\b", "tab\there", "Zürich", "🦊");

  EdgeSeries series() {
    EdgeKey key = new EdgeKey(workload(), workload(), new ServiceName(text(), text()), traits());
    EdgeDetails details =
        new EdgeDetails(
            random.nextInt(65_536),
            text(),
            text(),
            text(),
            text(),
            any(ConnectionSecurityPolicy.values()));
    return new EdgeSeries(key, any(Reporter.values()), details);
  }

  EdgeKey key() {
    return series().key();
  }

  Workload workload() {
    Workload.Identity identity = new Workload.Identity(text(), text(), text(), text());
    return new Workload(identity, text(), any(NodeKind.values()));
  }

  /** Counts of that many requests that ended within ten seconds of a moment. */
  EdgeCounts counts(int requests, EdgeSeries series, long windowSeconds) {
    RequestColumns columns = new RequestColumns();
    EdgeCounts counts = new EdgeCounts();
    for (int row = 0; row < requests; row++) {
      columns.begin(0);
      columns.time(
          windowSeconds * 1_000_000 + random.nextLong(10_000_000),
          random.nextInt(10) == 0
              ? RequestColumns.NO_DURATION
              : random.nextLong(1L << random.nextInt(1, 47)),
          random.nextBoolean());
      int outcome = Outcome.of(random.nextInt(1000), random.nextInt(-1, 17), any(Cause.values()));
      columns.result(outcome, random.nextInt(3) > 0 ? 0 : random.nextLong(1L << 31));
      columns.volume(random.nextInt(5000), random.nextInt(50_000), random.nextInt(5));
      counts.add(columns, row, series);
    }
    return counts;
  }

  String text() {
    return any(TEXTS.toArray(String[]::new));
  }

  <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private EdgeTraits traits() {
    return new EdgeTraits(
        any(Protocol.values()),
        any(TrafficClass.values()),
        any(Entry.values()),
        any(Exit.values()));
  }
}
