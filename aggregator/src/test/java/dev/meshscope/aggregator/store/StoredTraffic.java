package dev.meshscope.aggregator.store;

import dev.meshscope.model.Counts;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.storage.schema.TrafficTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tables must hold after some batches, and the query that tells what they do hold. */
final class StoredTraffic {
  private static final String QUERY =
      """
      SELECT tenant, source_workload, destination_workload, destination_version, service_name,
        protocol, reporter, port, host, toUnixTimestamp(window), sum(requests), sum(attempts),
        sum(late), sum(bytes_received), sum(bytes_sent), toUnixTimestamp64Micro(min(first_end)),
        toUnixTimestamp64Micro(max(last_end)), toString(sumMap(outcomes)), toString(sumMap(flags)),
        toString(sumMap(succeeded)), toString(sumMap(failed))
      FROM <table> WHERE requests > 0 GROUP BY ALL\
      """;

  private final Map<TrafficTable, Map<Row, EdgeCounts>> rows = new HashMap<>();

  private record Row(String tenant, EdgeSeries series, long window) {}

  /** The query whose rows are to equal {@link #rows}. */
  static String query(TrafficTable table) {
    return QUERY.replace("<table>", table.table());
  }

  void add(DeltaBatch batch) {
    for (TrafficTable table : TrafficTable.values()) {
      for (EdgeDelta delta : batch.deltas()) {
        Row row = new Row(batch.tenant(), delta.series(), table.windowOf(delta.windowSeconds()));
        rows.computeIfAbsent(table, _ -> new HashMap<>())
            .computeIfAbsent(row, _ -> new EdgeCounts())
            .merge(delta.counts());
      }
    }
  }

  List<String> rows(TrafficTable table) {
    List<String> texts = new ArrayList<>();
    rows.getOrDefault(table, Map.of()).forEach((row, counts) -> texts.add(text(row, counts)));
    return texts;
  }

  private static String text(Row row, EdgeCounts counts) {
    EdgeSeries series = row.series();
    return String.join(
        "|",
        row.tenant(),
        series.key().source().name(),
        series.key().destination().name(),
        series.key().destination().version(),
        series.key().service().name(),
        series.key().traits().protocol().text(),
        series.reporter().text(),
        Integer.toString(series.details().port()),
        series.details().host(),
        Long.toString(row.window()),
        Long.toString(counts.requests()),
        Long.toString(counts.attempts()),
        Long.toString(counts.late()),
        Long.toString(counts.bytesReceived()),
        Long.toString(counts.bytesSent()),
        Long.toString(counts.firstEndMicros()),
        Long.toString(counts.lastEndMicros()),
        map(counts.outcomes()),
        map(counts.flags()),
        map(counts.succeeded()),
        map(counts.failed()));
  }

  private static String map(Counts counts) {
    List<String> pairs = new ArrayList<>();
    counts.forEach((key, count) -> pairs.add(key + ":" + count));
    return "{" + String.join(",", pairs) + "}";
  }
}
