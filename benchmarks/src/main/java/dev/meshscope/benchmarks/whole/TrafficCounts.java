package dev.meshscope.benchmarks.whole;

import dev.meshscope.model.Workload;
import dev.meshscope.testkit.simulate.GroundTruth;
import dev.meshscope.testkit.simulate.TrafficKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Requests by what they count under: reporter, class, caller, callee, service and response code, in
 * one text without tabs.
 */
final class TrafficCounts {
  private static final String TAB = "\t";

  private final Map<String, Long> counts = new TreeMap<>();

  /** What was sent. */
  static TrafficCounts of(GroundTruth truth) {
    TrafficCounts counts = new TrafficCounts();
    for (TrafficKey key : truth.keys()) {
      View view = new View(key.reporter().text(), key.trafficClass().text());
      String edge =
          edge(
              name(key.source()),
              name(key.destination()),
              key.service().namespace() + "/" + key.service().name());
      truth
          .totals(key::equals)
          .codes()
          .forEach((code, count) -> counts.add(view.key(edge, code.toString()), count));
    }
    return counts;
  }

  /** Adds what an answer of the API's topology says. */
  void add(View view, JsonNode answer) {
    Map<String, JsonNode> nodes =
        answer
            .path("nodes")
            .valueStream()
            .collect(Collectors.toMap(node -> node.path("id").asString(), node -> node));
    for (JsonNode edge : answer.path("edges")) {
      JsonNode service = edge.path("service");
      String name =
          edge(
              name(end(nodes, edge, "source")),
              name(end(nodes, edge, "destination")),
              text(service, "namespace") + "/" + text(service, "name"));
      edge.path("responses")
          .propertyStream()
          .forEach(code -> add(view.key(name, code.getKey()), code.getValue().asLong()));
    }
  }

  /** Adds a line of {@link #lines}. */
  void add(String line) {
    String[] cells = line.split(TAB, -1);
    add(cells[0], Long.parseLong(cells[1]));
  }

  /** A line for each count. */
  Stream<String> lines() {
    return counts.entrySet().stream().map(entry -> entry.getKey() + TAB + entry.getValue());
  }

  /** All counts together. */
  long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Where the other differs, a sentence for each place. */
  List<String> differences(TrafficCounts other) {
    Set<String> keys = new TreeSet<>(counts.keySet());
    keys.addAll(other.counts.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      long here = counts.getOrDefault(key, 0L);
      long there = other.counts.getOrDefault(key, 0L);
      if (here != there) {
        differences.add("%s: %d, not %d".formatted(key, there, here));
      }
    }
    return differences;
  }

  private void add(String key, long count) {
    counts.merge(key, count, Long::sum);
  }

  private static String edge(String source, String destination, String service) {
    return source + " to " + destination + " of " + service;
  }

  private static String name(Workload workload) {
    return workload.namespace() + "/" + workload.name();
  }

  /** A request that reached no workload ends at a node of the service, which names no workload. */
  private static String name(JsonNode node) {
    boolean isService = node.path("kind").asString("").equals("service");
    return isService ? "/" : text(node, "namespace") + "/" + text(node, "name");
  }

  private static JsonNode end(Map<String, JsonNode> nodes, JsonNode edge, String end) {
    String id = edge.path(end).asString();
    return Objects.requireNonNull(nodes.get(id), () -> "the answer has no node " + id);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  /**
   * Whose counts of which traffic.
   *
   * @param reporter as the API spells it
   * @param trafficClass as the API spells it
   */
  record View(String reporter, String trafficClass) {
    private String key(String edge, String code) {
      return "%s, %s, %s, code %s".formatted(reporter, trafficClass, edge, code);
    }
  }
}
