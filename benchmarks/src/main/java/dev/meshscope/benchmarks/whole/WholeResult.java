package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.measure.Samples;
import dev.meshscope.benchmarks.measure.Table;
import dev.meshscope.storage.schema.TrafficTable;
import java.util.List;
import java.util.OptionalDouble;

/** What the whole way costs. */
public final class WholeResult {
  private static final double NANOS_PER_SECOND = 1e9;

  private final OptionalDouble saturation;
  private final MeasuredRun run;
  private final QuestionCost topology;
  private final WholeFootprint footprint;
  private final Counted counted;

  /**
   * @param saturation reports a second that were taken when more were offered; empty when the rate
   *     was given
   * @param topology what it costs to ask for the last quarter of an hour
   */
  WholeResult(
      OptionalDouble saturation,
      MeasuredRun run,
      QuestionCost topology,
      WholeFootprint footprint,
      Counted counted) {
    this.saturation = saturation;
    this.run = run;
    this.topology = topology;
    this.footprint = footprint;
    this.counted = counted;
  }

  /** What is wrong with the counts; empty when every report was counted once. */
  public List<String> problems() {
    return counted.problems();
  }

  /** CPU of JVM and engine for a report, microseconds, without what watching cost. */
  public double cpuMicros() {
    return run.micros(run.spent().both().toNanos() - run.watchingNanos());
  }

  /** As text. */
  public String tables() {
    return load() + "\n" + cost() + "\n" + disk() + "\n" + counted.verdict() + "\n";
  }

  private Table load() {
    Sent sent = run.sent();
    Table table = new Table("End to end: from proxies to answers, a standalone", "figure", "value");
    saturation.ifPresent(most -> table.row("reports/s taken at saturation", Samples.text(most, 0)));
    table.row("reports/s offered in the measured run", Samples.text(run.offered(), 0));
    table.row("reports/s sustained", Samples.text(sent.perSecond(), 0));
    table.row("for", seconds(sent.elapsedNanos() / NANOS_PER_SECOND));
    table.row("bytes/report on the wire", Samples.text(sent.bytes() / (double) sent.entries(), 0));
    Samples fresh = run.watched().freshness().seconds();
    table.row("arrival to tables, p50", seconds(fresh.quantile(0.5)));
    table.row("arrival to tables, p99", seconds(fresh.quantile(0.99)));
    table.row("arrival to tables, worst", seconds(fresh.max()));
    table.row("all stored after", seconds(run.watched().drain().toNanos() / NANOS_PER_SECOND));
    String millis = Samples.text(topology.millis().quantile(0.5), 0) + " ms";
    return table.row("answer to /api/v1/topology, p50, idle", millis);
  }

  private Table cost() {
    Table table = new Table("CPU of the measured run", "process", "µs/report", "cores");
    row(table, "JVM: broker, collector, aggregator, query-api", run.spent().jvm().toNanos());
    row(table, "engine", run.spent().engine().toNanos());
    row(table, "both", run.spent().both().toNanos());
    row(table, "  of which questions about freshness", run.watchingNanos());
    row(table, "beside them: generator", run.sent().cpuNanos());
    String millis = Samples.text(topology.cpuMillis(), 1);
    return table.row("(CPU of one question for the topology, ms)", millis, "");
  }

  private Table disk() {
    Table table = new Table("On disk, all runs together, merged", "what", "bytes", "of");
    table.row("topic requests", Samples.text(footprint.requestBytes(), 1), "a report");
    table.row("topic edge-deltas", Samples.text(footprint.deltaBytes(), 1), "a report");
    for (TrafficTable one : TrafficTable.values()) {
      table.row(
          "table " + one.table(),
          Samples.text(footprint.rowBytes().getOrDefault(one, Double.NaN), 1),
          "each of %,d rows".formatted(footprint.rows().getOrDefault(one, 0L)));
    }
    return table;
  }

  private void row(Table table, String name, long nanos) {
    double cores = nanos / (double) run.sent().elapsedNanos();
    table.row(name, Samples.text(run.micros(nanos), 2), Samples.text(cores, 2));
  }

  private static String seconds(double seconds) {
    return Samples.text(seconds, 2) + " s";
  }
}
