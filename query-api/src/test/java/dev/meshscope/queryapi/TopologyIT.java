package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.EdgeSecurity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every number of every edge, under every grouping, view and filter, is that of the model. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class TopologyIT {
  private static final long SEED = 20_261_123L;
  private static final Duration LENGTH = Duration.ofMinutes(20);
  private static final Set<TrafficClass> LIVE = EnumSet.of(TrafficClass.LIVE);

  private final Instant start =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);
  private List<Report> reports = List.of();
  private RunningApi api;

  /**
   * A question.
   *
   * @param text the query behind the range
   * @param grouping that it asks for
   * @param view that it asks for
   * @param classes that it asks for
   * @param filter what else it asks for
   */
  record Question(
      String text,
      Grouping grouping,
      String view,
      Set<TrafficClass> classes,
      Predicate<EdgeSeries> filter) {
    @Override
    public String toString() {
      return text.isEmpty() ? "nothing asked" : text;
    }
  }

  @BeforeAll
  void store(ClickHouseConfig database) throws Exception {
    reports = new DrawnTraffic(SEED, start, LENGTH).reports();
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(reports);
      // Somebody else's traffic must not be seen.
      traffic.add("other", new DrawnTraffic(SEED + 1, start, LENGTH).reports());
    }
    api = RunningApi.on(database);
  }

  @AfterAll
  void close() {
    api.close();
  }

  static Stream<Question> questions() {
    Stream<Question> everyGroupingAndView =
        Arrays.stream(Grouping.values())
            .flatMap(grouping ->
                Stream.of("best", "source", "destination", "waypoint")
                    .map(view -> question(grouping, view)));
    return Stream.concat(everyGroupingAndView, filters());
  }

  private static Question question(Grouping grouping, String view) {
    String text = "&groupBy=%s&reporter=%s".formatted(grouping.text(), view);
    return new Question(text, grouping, view, LIVE, any -> true);
  }

  private static Stream<Question> filters() {
    Grouping usual = Grouping.WORKLOAD;
    return Stream.of(
        new Question("", usual, "best", LIVE, any -> true),
        new Question("&class=all", usual, "best", EnumSet.allOf(TrafficClass.class), any -> true),
        new Question(
            "&class=mirror,probe&groupBy=service",
            Grouping.SERVICE,
            "best",
            EnumSet.of(TrafficClass.MIRROR, TrafficClass.PROBE),
            any -> true),
        new Question(
            "&namespace=bank",
            usual,
            "best",
            LIVE,
            series -> ExpectedTraffic.namespaces(series).contains("bank")),
        new Question(
            "&namespace=bank&namespace=alias&groupBy=namespace",
            Grouping.NAMESPACE,
            "best",
            LIVE,
            series -> !disjoint(ExpectedTraffic.namespaces(series), Set.of("bank", "alias"))),
        new Question(
            "&cluster=west&groupBy=version",
            Grouping.VERSION,
            "best",
            LIVE,
            series -> ExpectedTraffic.clusters(series).contains("west")),
        new Question(
            "&cluster=west&namespace=bank&reporter=source",
            usual,
            "source",
            LIVE,
            series ->
                ExpectedTraffic.clusters(series).contains("west")
                    && ExpectedTraffic.namespaces(series).contains("bank")),
        new Question(
            "&subset=v1&reporter=source",
            usual,
            "source",
            LIVE,
            series -> series.details().subset().equals("v1")),
        new Question(
            "&subset=v1&subset=",
            usual,
            "best",
            LIVE,
            series -> Set.of("v1", "").contains(series.details().subset())));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void everyNumberIsThatOfTheModel(Question question) {
    Instant to = start.plus(LENGTH).minus(Duration.ofMinutes(3));
    Instant from = start.plus(Duration.ofMinutes(2));
    JsonNode answer =
        api.json("/api/v1/topology?from=%s&to=%s%s".formatted(from, to, question.text()));
    var expected = new ExpectedTraffic(reports, from, to, question.classes());
    double seconds = Duration.between(from, to).toSeconds();

    Map<String, List<Report>> edges = new HashMap<>();
    for (Report report : expected.matching(question.filter())) {
      String id = EdgeIds.edge(StoredTraffic.TENANT, report.series().key(), question.grouping());
      edges.computeIfAbsent(id, absent -> new ArrayList<>()).add(report);
    }
    edges.values().removeIf(all -> !isListed(all, question.view()));
    Map<String, JsonNode> told = new HashMap<>();
    answer.get("edges").forEach(edge -> told.put(edge.get("id").asString(), edge));
    assertThat(told.keySet()).as("seed %d", SEED).isEqualTo(edges.keySet());
    assertThat(answer.get("edges").size()).isEqualTo(told.size());
    edges.forEach((id, all) -> {
      JsonNode edge = Objects.requireNonNull(told.get(id));
      List<Report> counted =
          all.stream().filter(report -> expected.counts(report, question.view())).toList();
      new ExpectedSignals(counted).check(edge, seconds);
      new ExpectedSignals(counted).checkResponses(edge);
      checkSides(edge, all, counted);
      checkSecurity(edge.path("security"), all);
      checkKey(edge, all, question.grouping());
    });
    checkNodes(answer, edges, question.grouping());
    checkLateness(answer, expected.matching(question.filter()));
  }

  private static boolean isListed(List<Report> all, String view) {
    return view.equals("best")
        || all.stream().anyMatch(report -> report.series().reporter().text().equals(view));
  }

  private static void checkSides(JsonNode edge, List<Report> all, List<Report> counted) {
    List<Report> source = by(all, Reporter.SOURCE);
    List<Report> destination = by(all, Reporter.DESTINATION);
    checkCount(edge.path("requestsBySource"), source.size());
    checkCount(edge.path("requestsByDestination"), destination.size());
    checkCount(
        edge.path("attempts"),
        source.stream().mapToLong(report -> Math.max(1, report.attempts())).sum());
    Set<String> views =
        (counted.isEmpty() ? all : counted)
            .stream().map(report -> report.series().reporter().text()).collect(Collectors.toSet());
    String view = views.size() == 1 ? views.iterator().next() : "mixed";
    assertThat(edge.get("view").asString()).isEqualTo(view);
  }

  private static void checkSecurity(JsonNode security, List<Report> all) {
    Map<String, Long> requests =
        details(all)
            .map(details -> details.security().text())
            .filter(policy -> !policy.equals("unknown"))
            .collect(Collectors.groupingBy(policy -> policy, Collectors.counting()));
    Set<String> callers = present(details(all).map(EdgeDetails::sourcePrincipal));
    Set<String> callees = present(details(all).map(EdgeDetails::destinationPrincipal));
    boolean isKnown = !requests.isEmpty() || !callers.isEmpty() || !callees.isEmpty();
    assertThat(security.isMissingNode()).isEqualTo(!isKnown);
    if (!isKnown) {
      return;
    }
    Map<String, Long> told = new HashMap<>();
    security.get("requests").forEachEntry((policy, count) -> told.put(policy, count.asLong()));
    assertThat(told).isEqualTo(requests);
    String policy = requests.isEmpty() ? "unknown" : requests.keySet().iterator().next();
    assertThat(security.get("policy").asString()).isEqualTo(requests.size() > 1 ? "mixed" : policy);
    checkPrincipals(security.get("sourcePrincipals"), callers);
    checkPrincipals(security.get("destinationPrincipals"), callees);
  }

  /** All of them, or of too many a part. */
  private static void checkPrincipals(JsonNode told, Set<String> expected) {
    List<String> principals = told.valueStream().map(JsonNode::asString).toList();
    assertThat(principals).isSorted().isSubsetOf(expected).doesNotHaveDuplicates();
    assertThat(principals).hasSize(Math.min(expected.size(), EdgeSecurity.PRINCIPALS_MAX));
  }

  private static Stream<EdgeDetails> details(List<Report> all) {
    return all.stream().map(report -> report.series().details());
  }

  private static Set<String> present(Stream<String> texts) {
    return texts.filter(text -> !text.isEmpty()).collect(Collectors.toSet());
  }

  private static void checkKey(JsonNode edge, List<Report> all, Grouping grouping) {
    EdgeKey key = all.getFirst().series().key();
    assertThat(edge.get("protocol").asString()).isEqualTo(key.traits().protocol().text());
    assertThat(edge.get("trafficClass").asString()).isEqualTo(key.traits().trafficClass().text());
    assertThat(edge.path("entry").asString("")).isEqualTo(key.traits().entry().text());
    assertThat(edge.path("exit").asString("")).isEqualTo(key.traits().exit().text());
    boolean hasService =
        grouping != Grouping.NAMESPACE
            && grouping != Grouping.CLUSTER
            && !key.service().name().isEmpty();
    assertThat(edge.has("service")).isEqualTo(hasService);
    if (hasService) {
      JsonNode service = edge.get("service");
      assertThat(service.get("name").asString()).isEqualTo(key.service().name());
      assertThat(service.path("namespace").asString("")).isEqualTo(key.service().namespace());
      assertThat(service.path("port").asInt(0)).isIn(mostUsedPorts(all));
    }
  }

  /** By source; all that share the first place, none known is 0. */
  private static Set<Integer> mostUsedPorts(List<Report> all) {
    Map<Integer, Long> uses = new TreeMap<>();
    by(all, Reporter.SOURCE).stream()
        .map(report -> report.series().details().port())
        .filter(port -> port != 0)
        .forEach(port -> uses.merge(port, 1L, Long::sum));
    long most = uses.values().stream().mapToLong(Long::longValue).max().orElse(0);
    uses.values().removeIf(count -> count < most);
    return uses.isEmpty() ? Set.of(0) : uses.keySet();
  }

  private static void checkNodes(
      JsonNode answer, Map<String, List<Report>> edges, Grouping grouping) {
    Set<String> ends = new HashSet<>();
    edges
        .values()
        .forEach(all -> {
          EdgeKey key = all.getFirst().series().key();
          ends.add(EdgeIds.source(StoredTraffic.TENANT, key, grouping));
          ends.add(EdgeIds.destination(StoredTraffic.TENANT, key, grouping));
        });
    Set<String> nodes = new HashSet<>();
    answer.get("nodes").forEach(node -> nodes.add(node.get("id").asString()));
    assertThat(nodes).isEqualTo(ends);
    assertThat(answer.get("nodes").size()).isEqualTo(nodes.size());
    answer
        .get("edges")
        .forEach(edge -> {
          assertThat(nodes).contains(edge.get("source").asString());
          assertThat(nodes).contains(edge.get("destination").asString());
        });
  }

  private static void checkLateness(JsonNode answer, List<Report> all) {
    JsonNode lateShare = answer.get("completeness").path("lateShare");
    if (all.isEmpty()) {
      assertThat(lateShare.isMissingNode()).isTrue();
      return;
    }
    long late = all.stream().filter(Report::isLate).count();
    assertThat(lateShare.asDouble()).isEqualTo((double) late / all.size());
  }

  private static void checkCount(JsonNode told, long expected) {
    assertThat(told.isMissingNode()).isEqualTo(expected == 0);
    assertThat(told.asLong(0)).isEqualTo(expected);
  }

  private static List<Report> by(List<Report> all, Reporter reporter) {
    return all.stream().filter(report -> report.series().reporter() == reporter).toList();
  }

  private static boolean disjoint(Set<String> one, Set<String> other) {
    return one.stream().noneMatch(other::contains);
  }
}
