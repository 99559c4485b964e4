package dev.meshscope.storage.read;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Named;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Every edge of a range with what each of its reporters saw. */
public final class SelectEdgeTotals implements Select<List<EdgeTotals>> {
  private static final String SQL =
      """
      SELECT
        source_cluster, source_namespace, source_workload, source_version,
        source_canonical_service, source_kind,
        destination_cluster, destination_namespace, destination_workload, destination_version,
        destination_canonical_service, destination_kind,
        service_namespace, service_name, protocol, traffic_class, entry, exit,
        reporter, port, <counts> AS counts,
        <security>,
        <sums>
      FROM <table>
      WHERE <in range> AND <matching>
      GROUP BY
        source_cluster, source_namespace, source_workload, source_version,
        source_canonical_service, source_kind,
        destination_cluster, destination_namespace, destination_workload, destination_version,
        destination_canonical_service, destination_kind,
        service_namespace, service_name, protocol, traffic_class, entry, exit,
        reporter, port
      """;

  private final TrafficFilter filter;
  private final View view;

  public SelectEdgeTotals(TrafficFilter filter, View view) {
    this.filter = filter;
    this.view = view;
  }

  @Override
  public String sql() {
    return TrafficSql.statement(
        filter.range().resolution(), view, SQL.replace("<security>", EdgeSecurity.COLUMNS));
  }

  @Override
  public List<Object> parameters() {
    return TrafficSql.parameters(filter);
  }

  @Override
  public List<EdgeTotals> read(Rows rows) throws SQLException {
    List<EdgeTotals> totals = new ArrayList<>();
    while (rows.next()) {
      EdgeKey key = new EdgeKey(workload(rows), workload(rows), service(rows), traits(rows));
      Reporter reporter = named(Reporter.class, rows.text(), Reporter.SOURCE);
      int port = Math.toIntExact(rows.number());
      boolean counts = rows.bool();
      EdgeSecurity security = EdgeSecurity.read(rows);
      totals.add(new EdgeTotals(key, reporter, port, counts, security, TrafficSums.read(rows)));
    }
    return totals;
  }

  private static Workload workload(Rows rows) throws SQLException {
    var identity = new Workload.Identity(rows.text(), rows.text(), rows.text(), rows.text());
    String canonicalService = rows.text();
    return new Workload(
        identity, canonicalService, named(NodeKind.class, rows.text(), NodeKind.UNKNOWN));
  }

  private static ServiceName service(Rows rows) throws SQLException {
    return new ServiceName(rows.text(), rows.text());
  }

  private static EdgeTraits traits(Rows rows) throws SQLException {
    return new EdgeTraits(
        named(Protocol.class, rows.text(), Protocol.HTTP),
        named(TrafficClass.class, rows.text(), TrafficClass.LIVE),
        named(Entry.class, rows.text(), Entry.UNKNOWN),
        named(Exit.class, rows.text(), Exit.NONE));
  }

  /** A value that a newer writer knows and we do not counts as the one given. */
  private static <E extends Enum<E> & Named> E named(Class<E> type, String text, E otherwise) {
    return Named.ofText(type, text).orElse(otherwise);
  }
}
