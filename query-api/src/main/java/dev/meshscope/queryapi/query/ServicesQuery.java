package dev.meshscope.queryapi.query;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import dev.meshscope.queryapi.query.ServiceDetail.Neighbor;
import dev.meshscope.queryapi.query.ServiceDetail.Version;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.EdgeTotals;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectEdgeTotals;
import dev.meshscope.storage.read.SelectServiceKnown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which services there are, and who is around one of them. */
public final class ServicesQuery {
  private final ClickHouseReader reader;
  private final CompletenessQuery completeness;

  public ServicesQuery(ClickHouseReader reader, CompletenessQuery completeness) {
    this.reader = reader;
    this.completeness = completeness;
  }

  /** All services of the mesh that were called. */
  public ServiceList list(TrafficQuestion question) throws ReadException {
    Map<ServiceName, Tally> tallies = new LinkedHashMap<>();
    LateShare late = new LateShare();
    for (EdgeTotals row : counted(question, late)) {
      EdgeKey key = row.key();
      if (!key.service().name().isEmpty() && key.destination().kind() != NodeKind.EXTERNAL) {
        tallies
            .computeIfAbsent(key.service(), absent -> new Tally())
            .add(key.traits().protocol(), row.sums());
      }
    }
    List<ServiceSummary> services = new ArrayList<>();
    tallies.forEach((name, tally) -> services.add(summary(question, name, tally)));
    services.sort(
        Comparator.<ServiceSummary>comparingLong(service -> service.signals().requests())
            .reversed()
            .thenComparing(ServiceSummary::name));
    return new ServiceList(
        AnsweredRange.of(question.range()),
        question.view().text(),
        completeness.ask(question, late),
        services);
  }

  /** One service; empty if it was never stored. */
  public Optional<ServiceDetail> detail(TrafficQuestion question, ServiceName service)
      throws ReadException {
    if (!reader.read(new SelectServiceKnown(question.tenant(), service))) {
      return Optional.empty();
    }
    NodeNames names = new NodeNames(question.tenant(), Grouping.SERVICE);
    Tally tally = new Tally();
    Map<Version, Long> versions = new LinkedHashMap<>();
    Map<Neighbor, Long> callers = new LinkedHashMap<>();
    Map<Neighbor, Long> callees = new LinkedHashMap<>();
    LateShare late = new LateShare();
    for (EdgeTotals row : counted(question, late)) {
      EdgeKey key = row.key();
      long requests = row.sums().requests();
      if (key.service().equals(service)) {
        tally.add(key.traits().protocol(), row.sums());
        callers.merge(neighbor(names.source(key), 0), requests, Long::sum);
        version(key.destination()).ifPresent(v -> versions.merge(v, requests, Long::sum));
      }
      if (isCaller(key.source(), service)) {
        callees.merge(neighbor(names.destination(key), 0), requests, Long::sum);
      }
    }
    return Optional.of(
        new ServiceDetail(
            AnsweredRange.of(question.range()),
            question.view().text(),
            completeness.ask(question, late),
            summary(question, service, tally),
            versions(versions),
            neighbors(callers),
            neighbors(callees)));
  }

  private List<EdgeTotals> counted(TrafficQuestion question, LateShare late) throws ReadException {
    List<EdgeTotals> rows = reader.read(new SelectEdgeTotals(question.filter(), question.view()));
    rows.forEach(row -> late.add(row.sums().late(), row.sums().requests()));
    return rows.stream().filter(EdgeTotals::counts).toList();
  }

  private static ServiceSummary summary(
      TrafficQuestion question, ServiceName service, Tally tally) {
    return new ServiceSummary(
        present(service.namespace()),
        service.name(),
        GoldenSignals.of(null, tally, question.elapsedSeconds()));
  }

  private static boolean isCaller(Workload source, ServiceName service) {
    return source.namespace().equals(service.namespace())
        && source.serviceOrName().equals(service.name());
  }

  private static Optional<Version> version(Workload end) {
    if (end.kind() == NodeKind.SERVICE || end.name().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Version(
            end.name(),
            present(end.namespace()),
            present(end.cluster()),
            present(end.version()),
            0));
  }

  private static Neighbor neighbor(GraphNode node, long requests) {
    return new Neighbor(node.kind(), node.namespace(), node.name(), requests);
  }

  private static List<Version> versions(Map<Version, Long> requests) {
    List<Version> all = new ArrayList<>();
    requests.forEach((one, count) ->
        all.add(new Version(one.workload(), one.namespace(), one.cluster(), one.version(), count)));
    all.sort(Comparator.comparingLong(Version::requests).reversed());
    return all;
  }

  private static List<Neighbor> neighbors(Map<Neighbor, Long> requests) {
    List<Neighbor> all = new ArrayList<>();
    requests.forEach(
        (one, count) -> all.add(new Neighbor(one.kind(), one.namespace(), one.name(), count)));
    all.sort(Comparator.comparingLong(Neighbor::requests).reversed());
    return all;
  }

  private static @Nullable String present(String text) {
    return text.isEmpty() ? null : text;
  }
}
