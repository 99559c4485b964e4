package dev.meshscope.benchmarks.stage;

import dev.meshscope.benchmarks.measure.Samples;
import dev.meshscope.benchmarks.measure.Table;
import dev.meshscope.testkit.simulate.PeerMetadata;

/** Results of stages as text. */
public final class StageTables {
  private static final int DECIMALS = 3;
  private static final String[] COLUMNS = {
    "reports/s", "CPU µs/report", "p50", "min", "max",
  };

  private StageTables() {}

  /** Receive to publish, beside protobuf-java. */
  public static String receive(StageResults results) {
    Table ours =
        costs("Receive, normalize, publish: from messages to batches (one thread)", "peers logged");
    Table theirs =
        costs("protobuf-java: parse the same messages, unpack the peers", "peers logged");
    Table ratios = new Table("Ratios of CPU in each round", "ratio", "mean", "min", "max");
    for (PeerMetadata peers : PeerMetadata.values()) {
      add(ours, name(peers), results.receive(peers));
      add(theirs, name(peers), results.parse(peers));
      add(
          ratios,
          "ours ÷ protobuf-java, " + name(peers),
          results.receive(peers).dividedBy(results.parse(peers)));
    }
    Table others =
        costs("Receive, normalize, publish: the same requests from other sources", "source");
    for (MessageSource source : MessageSource.values()) {
      add(others, source.text(), results.receive(source));
    }
    StageCost without = results.receive(PeerMetadata.NONE);
    for (PeerMetadata peers : new PeerMetadata[] {PeerMetadata.STRUCT, PeerMetadata.FLAT_BUFFERS}) {
      add(ratios, name(peers) + " ÷ none", results.receive(peers).dividedBy(without));
    }
    return String.join(
        "\n", ours.toString(), others.toString(), theirs.toString(), ratios.toString());
  }

  /** Aggregate. */
  public static String aggregate(StageResults results) {
    Table table = costs("Aggregate: from batches to deltas (one thread)", "reports in a batch");
    for (int rows : AggregateBenchmark.ROWS) {
      add(table, Samples.text(rows, 0), results.aggregate(rows));
    }
    return table.toString();
  }

  private static Table costs(String title, String parameter) {
    String[] columns = new String[COLUMNS.length + 1];
    columns[0] = parameter;
    System.arraycopy(COLUMNS, 0, columns, 1, COLUMNS.length);
    return new Table(title, columns);
  }

  private static void add(Table table, String name, StageCost cost) {
    Samples micros = cost.cpuMicros();
    table.row(
        name,
        Samples.text(cost.perSecond().mean(), 0),
        micros.meanText(DECIMALS),
        Samples.text(micros.quantile(0.5), DECIMALS),
        Samples.text(micros.min(), DECIMALS),
        Samples.text(micros.max(), DECIMALS));
  }

  private static void add(Table table, String name, Samples ratio) {
    table.row(
        name,
        Samples.text(ratio.mean(), DECIMALS),
        Samples.text(ratio.min(), DECIMALS),
        Samples.text(ratio.max(), DECIMALS));
  }

  private static String name(PeerMetadata peers) {
    return switch (peers) {
      case NONE -> "none";
      case STRUCT -> "Struct";
      case FLAT_BUFFERS -> "FlatBuffers (wasm.*)";
    };
  }
}
