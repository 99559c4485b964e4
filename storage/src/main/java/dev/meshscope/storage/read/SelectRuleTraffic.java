package dev.meshscope.storage.read;

import dev.meshscope.model.Counts;
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
import java.util.Set;

/** Live traffic of a range, grouped by what rules tell apart; which rows count is the best view. */
public final class SelectRuleTraffic implements Select<List<RuleTraffic>> {
  private static final String SQL =
      """
      SELECT
        source_cluster, source_namespace, source_workload,
        destination_cluster, destination_namespace, destination_workload, destination_version,
        destination_kind,
        service_namespace, service_name, protocol, traffic_class, entry, exit,
        reporter, <counts> AS counts, if(exit = 'egress-gateway', host, '') AS egress_host,
        sum(requests), sum(attempts), sum(late),
        sumIf(requests, connection_security_policy = 'mutual_tls'),
        sumIf(requests, connection_security_policy = 'none'),
        sumMap(outcomes)<latency>
      FROM <table>
      WHERE <in range> AND <scope>
      GROUP BY
        source_cluster, source_namespace, source_workload,
        destination_cluster, destination_namespace, destination_workload, destination_version,
        destination_kind,
        service_namespace, service_name, protocol, traffic_class, entry, exit,
        reporter, egress_host
      """;

  private static final String LATENCY = ", sumMap(succeeded), sumMap(failed)";

  private final TrafficFilter live;
  private final TrafficScope scope;
  private final boolean withLatency;

  /**
   * @param tenant whose traffic
   * @param range when
   * @param scope which part of it
   * @param withLatency whether durations are asked for, which are most of the bytes
   */
  public SelectRuleTraffic(
      String tenant, TimeRange range, TrafficScope scope, boolean withLatency) {
    this.live =
        new TrafficFilter(
            tenant, range, Set.of(TrafficClass.LIVE), List.of(), List.of(), List.of());
    this.scope = scope;
    this.withLatency = withLatency;
  }

  @Override
  public String sql() {
    String text =
        SQL.replace("<latency>", withLatency ? LATENCY : "").replace("<scope>", scope.condition());
    return TrafficSql.statement(live.range().resolution(), View.BEST, text);
  }

  @Override
  public List<Object> parameters() {
    List<Object> all = new ArrayList<>(TrafficSql.parameters(live));
    all.addAll(scope.parameters());
    return all;
  }

  @Override
  public List<RuleTraffic> read(Rows rows) throws SQLException {
    List<RuleTraffic> traffic = new ArrayList<>();
    while (rows.next()) {
      EdgeKey key = new EdgeKey(source(rows), destination(rows), service(rows), traits(rows));
      Reporter reporter = named(Reporter.class, rows.text(), Reporter.SOURCE);
      boolean counts = rows.bool();
      String egressHost = rows.text();
      traffic.add(new RuleTraffic(key, reporter, counts, egressHost, sums(rows)));
    }
    return traffic;
  }

  private RuleTraffic.Sums sums(Rows rows) throws SQLException {
    long requests = rows.number();
    long attempts = rows.number();
    long late = rows.number();
    long mutualTls = rows.number();
    long plaintext = rows.number();
    Counts outcomes = rows.counts();
    Counts latency = new Counts();
    if (withLatency) {
      latency.merge(rows.counts());
      latency.merge(rows.counts());
    }
    return new RuleTraffic.Sums(requests, attempts, late, mutualTls, plaintext, outcomes, latency);
  }

  private static Workload source(Rows rows) throws SQLException {
    var identity = new Workload.Identity(rows.text(), rows.text(), rows.text(), "");
    return new Workload(identity, "", NodeKind.UNKNOWN);
  }

  private static Workload destination(Rows rows) throws SQLException {
    var identity = new Workload.Identity(rows.text(), rows.text(), rows.text(), rows.text());
    return new Workload(identity, "", named(NodeKind.class, rows.text(), NodeKind.UNKNOWN));
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
