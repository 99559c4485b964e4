package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.Reporter;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.Condition.Kind;
import dev.meshscope.storage.read.RuleTraffic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is there and was not before. Whatever any side reported was there: rows that do not count in
 * the best view tell of an edge too.
 */
final class Appearances {
  private final String tenant;

  /**
   * @param tenant whose edges
   */
  Appearances(String tenant) {
    this.tenant = tenant;
  }

  /**
   * What appeared.
   *
   * @param present all rows of the window
   * @param past all rows of the time before it
   */
  List<Finding> findings(Kind kind, List<RuleTraffic> present, List<RuleTraffic> past) {
    return switch (kind) {
      case EDGE -> edges(present, past);
      case EXTERNAL_HOST -> hosts(present, past);
      case PLAINTEXT -> plaintext(present, past);
    };
  }

  private List<Finding> edges(List<RuleTraffic> present, List<RuleTraffic> past) {
    Set<String> known = past.stream().map(this::id).collect(Collectors.toSet());
    return grouped(
        present.stream().filter(row -> !known.contains(id(row))).toList(),
        row -> Optional.of(Selections.ofEdge(row.key())),
        Appearances::requests);
  }

  private List<Finding> hosts(List<RuleTraffic> present, List<RuleTraffic> past) {
    Set<SortedMap<String, String>> known = new HashSet<>();
    past.forEach(row -> Selections.ofExternalHost(row).ifPresent(known::add));
    return grouped(
        present,
        row -> Selections.ofExternalHost(row).filter(host -> !known.contains(host)),
        Appearances::requests);
  }

  private List<Finding> plaintext(List<RuleTraffic> present, List<RuleTraffic> past) {
    Set<String> secured = new HashSet<>();
    Set<String> plain = new HashSet<>();
    for (RuleTraffic row : past) {
      if (row.sums().mutualTls() > 0) {
        secured.add(id(row));
      }
      if (row.sums().plaintext() > 0) {
        plain.add(id(row));
      }
    }
    secured.removeAll(plain);
    return grouped(
        present.stream()
            .filter(row -> row.sums().plaintext() > 0 && secured.contains(id(row)))
            .toList(),
        row -> Optional.of(Selections.ofEdge(row.key())),
        Appearances::plaintextRequests);
  }

  private List<Finding> grouped(
      List<RuleTraffic> rows,
      Function<RuleTraffic, Optional<SortedMap<String, String>>> labels,
      Function<List<RuleTraffic>, Long> value) {
    Map<SortedMap<String, String>, List<RuleTraffic>> groups = new LinkedHashMap<>();
    for (RuleTraffic row : rows) {
      labels
          .apply(row)
          .ifPresent(one -> groups.computeIfAbsent(one, absent -> new ArrayList<>()).add(row));
    }
    List<Finding> findings = new ArrayList<>();
    groups.forEach((one, group) ->
        findings.add(
            new Finding(
                one, value.apply(group), ConcernedEdges.all(tenant, group, new Badness.Any()))));
    return findings;
  }

  private String id(RuleTraffic row) {
    return ConcernedEdges.id(tenant, row.key());
  }

  /** Those that count; where none does, what one side saw. */
  private static long requests(List<RuleTraffic> rows) {
    long counted =
        rows.stream().filter(RuleTraffic::counts).mapToLong(row -> row.sums().requests()).sum();
    return counted > 0 ? counted : mostOfOneSide(rows, row -> row.sums().requests());
  }

  /** Both sides may have told of the same requests. */
  private static long plaintextRequests(List<RuleTraffic> rows) {
    return mostOfOneSide(rows, row -> row.sums().plaintext());
  }

  private static long mostOfOneSide(List<RuleTraffic> rows, Function<RuleTraffic, Long> count) {
    Map<Reporter, Long> sides = new EnumMap<>(Reporter.class);
    rows.forEach(row -> sides.merge(row.reporter(), count.apply(row), Long::sum));
    return sides.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
