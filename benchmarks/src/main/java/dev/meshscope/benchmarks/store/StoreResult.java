package dev.meshscope.benchmarks.store;

import dev.meshscope.benchmarks.measure.Samples;
import dev.meshscope.benchmarks.measure.Table;

/**
 * What storing costs.
 *
 * @param small with blocks of few rows
 * @param large with blocks of many rows
 */
public record StoreResult(StoreCost small, StoreCost large) {
  private static final double MICROS_PER_MILLI = 1e3;

  /** As text. */
  public String tables() {
    Table blocks =
        new Table(
            "Store: deltas to rows in the engine (CPU of the writer's threads and of the engine)",
            "rows of 10 s in a block",
            "blocks/s",
            "writer ms/block",
            "engine ms/block",
            "µs/row",
            "p50",
            "min",
            "max",
            "reports/row",
            "µs/report");
    add(blocks, small);
    add(blocks, large);
    Table sums = new Table("What follows", "figure", "value");
    sums.row("CPU of a block by itself", Samples.text(blockMillis(), 2) + " ms");
    sums.row("CPU of each of its rows, in all three tables", Samples.text(rowMicros(), 1) + " µs");
    return blocks + "\n" + sums;
  }

  private static void add(Table table, StoreCost cost) {
    Samples micros = cost.micros();
    double rows = cost.rows();
    table.row(
        Samples.text(rows, 0),
        Samples.text(cost.blocksPerSecond().mean(), 1),
        Samples.text(cost.writerMicros().mean() / MICROS_PER_MILLI, 2),
        Samples.text(cost.engineMicros().mean() / MICROS_PER_MILLI, 2),
        "%s ± %s"
            .formatted(
                Samples.text(micros.mean() / rows, 1), Samples.text(micros.error() / rows, 1)),
        Samples.text(micros.quantile(0.5) / rows, 1),
        Samples.text(micros.min() / rows, 1),
        Samples.text(micros.max() / rows, 1),
        Samples.text(cost.reports() / rows, 1),
        Samples.text(micros.mean() / cost.reports(), 3));
  }

  private double rowMicros() {
    double more = large.micros().quantile(0.5) - small.micros().quantile(0.5);
    return more / (large.rows() - small.rows());
  }

  private double blockMillis() {
    return (small.micros().quantile(0.5) - small.rows() * rowMicros()) / MICROS_PER_MILLI;
  }
}
