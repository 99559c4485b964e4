package dev.meshscope.queryapi;

import dev.meshscope.model.Counts;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.Workload;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseJdbc;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.Migrations;
import dev.meshscope.storage.schema.RetentionConfig;
import dev.meshscope.storage.schema.TrafficTable;
import dev.meshscope.storage.write.ClickHouseRowStore;
import dev.meshscope.storage.write.EdgeRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts traffic into the tables, in plain SQL and so by their description alone. */
final class StoredTraffic implements AutoCloseable {
  static final String TENANT = "default";

  private static final long MICROS = 1_000_000;

  private final ClickHouseRowStore store;
  private final Connection connection;
  private long blockEnd;

  StoredTraffic(ClickHouseConfig config) throws StorageException {
    new Migrations(config).run(RetentionConfig.defaults());
    store = new ClickHouseRowStore(config);
    connection = ClickHouseJdbc.open(config);
  }

  /** Adds reports of our tenant. */
  void add(List<Report> reports) throws StorageException, SQLException {
    add(TENANT, reports);
  }

  /** Adds reports to all resolutions, and their edges under all groupings. */
  void add(String tenant, List<Report> reports) throws StorageException, SQLException {
    if (reports.isEmpty()) {
      return;
    }
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

  void addEvents(List<ReporterEvent> events) throws SQLException {
    insert(
        "reporters (tenant, node_id, at, collector, kind, cluster, namespace, workload)",
        events.stream()
            .map(event ->
                row(
                    text(event.tenant()),
                    text(event.nodeId()),
                    micros(event.atMicros()),
                    text(event.collector()),
                    text(event.kind().text()),
                    text(event.workload().cluster()),
                    text(event.workload().namespace()),
                    text(event.workload().name()))));
  }

  /** Adds how far runs are stored, on one partition of the delta log. */
  void addProgress(long log, List<DeltaBatch.Progress> progress) throws SQLException {
    blockEnd++;
    insert(
        "progress (tenant, collector, incarnation, partition, log, block_end, sent_through,"
            + " waiting)",
        progress.stream()
            .map(one ->
                row(
                    text(TENANT),
                    text(one.origin().collector()),
                    Long.toString(one.origin().incarnation()),
                    Integer.toString(one.origin().partition()),
                    Long.toString(log),
                    Long.toString(blockEnd),
                    micros(one.sentThroughMicros()),
                    Long.toString(one.waiting()))));
  }

  /** Runs one statement as it is. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    store.close();
    connection.close();
  }

  private void addTo(TrafficTable table, String tenant, List<Report> reports) throws SQLException {
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
    insert(
        table.table()
            + """
             (tenant, source_cluster, source_namespace, source_workload, source_version,
            source_canonical_service, source_kind, destination_cluster, destination_namespace,
            destination_workload, destination_version, destination_canonical_service,
            destination_kind, service_namespace, service_name, protocol, traffic_class, entry, exit,
            reporter, port, subset, source_principal, destination_principal,
            connection_security_policy, window, log, block_end, requests, attempts, late,
            bytes_received, bytes_sent, outcomes, succeeded, failed)\
            """,
        counts.entrySet().stream()
            .map(one ->
                row(
                    text(tenant),
                    series(one.getKey().series()),
                    Long.toString(one.getKey().window()),
                    "1",
                    Long.toString(blockEnd),
                    sums(one.getValue()))));
  }

  private void insert(String into, Stream<String> rows) throws SQLException {
    String values = rows.collect(Collectors.joining(",\n"));
    execute(
        "INSERT INTO %s SETTINGS async_insert = 0, insert_deduplicate = 0 VALUES %s"
            .formatted(into, values));
  }

  private static String series(EdgeSeries series) {
    EdgeTraits traits = series.key().traits();
    return String.join(
        ", ",
        workload(series.key().source()),
        workload(series.key().destination()),
        text(series.key().service().namespace()),
        text(series.key().service().name()),
        text(traits.protocol().text()),
        text(traits.trafficClass().text()),
        text(traits.entry().text()),
        text(traits.exit().text()),
        text(series.reporter().text()),
        Integer.toString(series.details().port()),
        text(series.details().subset()),
        text(series.details().sourcePrincipal()),
        text(series.details().destinationPrincipal()),
        text(series.details().security().text()));
  }

  private static String workload(Workload workload) {
    return Stream.of(
            workload.cluster(),
            workload.namespace(),
            workload.name(),
            workload.version(),
            workload.canonicalService(),
            workload.kind().text())
        .map(StoredTraffic::text)
        .collect(Collectors.joining(", "));
  }

  private static String sums(EdgeCounts counts) {
    return String.join(
        ", ",
        Long.toString(counts.requests()),
        Long.toString(counts.attempts()),
        Long.toString(counts.late()),
        Long.toString(counts.bytesReceived()),
        Long.toString(counts.bytesSent()),
        map(counts.outcomes()),
        map(counts.succeeded()),
        map(counts.failed()));
  }

  private static String map(Counts counts) {
    StringBuilder text = new StringBuilder("{");
    counts.forEach((key, count) ->
        text.append(text.length() > 1 ? "," : "").append(key).append(':').append(count));
    return text.append('}').toString();
  }

  private static String row(String... values) {
    return "(" + String.join(", ", values) + ")";
  }

  private static String micros(long micros) {
    return "fromUnixTimestamp64Micro(%d, 'UTC')".formatted(micros);
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
