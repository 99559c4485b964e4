package dev.meshscope.queryapi;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.Migrations;
import dev.meshscope.storage.schema.RetentionConfig;
import dev.meshscope.storage.schema.TrafficTable;
import dev.meshscope.storage.write.ClickHouseRowStore;
import dev.meshscope.storage.write.EdgeRows;
import dev.meshscope.storage.write.ProgressRows;
import dev.meshscope.storage.write.ReporterRows;
import dev.meshscope.storage.write.SeriesColumns;
import dev.meshscope.storage.write.TrafficRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts traffic into the tables as the writer does. */
final class StoredTraffic implements AutoCloseable {
  static final String TENANT = "default";

  private static final long MICROS = 1_000_000;

  private final ClickHouseRowStore store;
  private long blockEnd;

  StoredTraffic(ClickHouseConfig config) throws StorageException {
    new Migrations(config).run(RetentionConfig.defaults());
    store = new ClickHouseRowStore(config);
  }

  /** Adds reports of our tenant. */
  void add(List<Report> reports) throws StorageException {
    add(TENANT, reports);
  }

  /** Adds reports to all resolutions, and their edges under all groupings. */
  void add(String tenant, List<Report> reports) throws StorageException {
    for (TrafficTable table : TrafficTable.values()) {
      addTo(table, tenant, reports);
    }
    EdgeRows edges = new EdgeRows();
    reports.stream()
        .map(report -> report.series().key())
        .distinct()
        .forEach(key -> {
          for (Grouping grouping : Grouping.values()) {
            edges.add(EdgeIds.edge(tenant, key, grouping), tenant, key, grouping);
          }
        });
    store.insert(edges.rows());
  }

  void addEvents(List<ReporterEvent> events) throws StorageException {
    ReporterRows rows = new ReporterRows();
    events.forEach(rows::add);
    store.insert(rows.rows());
  }

  void addProgress(long log, List<DeltaBatch.Progress> progress) throws StorageException {
    ProgressRows rows = new ProgressRows();
    blockEnd++;
    progress.forEach(one -> rows.add(TENANT, log, blockEnd, one));
    store.insert(rows.rows());
  }

  @Override
  public void close() {
    store.close();
  }

  private void addTo(TrafficTable table, String tenant, List<Report> reports)
      throws StorageException {
    record Row(EdgeSeries series, long window) {}
    Map<Row, EdgeCounts> counts = new HashMap<>();
    for (Report report : reports) {
      RequestColumns columns = new RequestColumns();
      report.appendTo(columns);
      long window = table.windowOf(Math.floorDiv(report.endMicros(), MICROS));
      counts
          .computeIfAbsent(new Row(report.series(), window), absent -> new EdgeCounts())
          .add(columns, 0, report.series());
    }
    blockEnd++;
    TrafficRows rows = new TrafficRows(table, 1, blockEnd);
    counts.forEach(
        (row, sums) -> rows.add(new SeriesColumns(tenant, row.series()), row.window(), sums));
    store.insert(rows.rows());
  }
}
