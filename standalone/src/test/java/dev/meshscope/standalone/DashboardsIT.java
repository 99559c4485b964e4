package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshscope.standalone.grafana.Dashboard;
import dev.meshscope.standalone.grafana.Macros;
import dev.meshscope.standalone.grafana.PluginClient;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.ScenarioMix;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every query of every dashboard, on what the demo's mesh reported: each gives rows, and the
 * overview's numbers are the API's.
 */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
class DashboardsIT {
  private static final long REQUESTS = 4000;
  private static final double RATE = 150;
  private static final long SEED = 20_261_126;
  private static final int WINDOW_SECONDS = 10;

  /** What the dashboard of objectives is set to at first. */
  private static final double TARGET = 0.99;

  /** Of what can be chosen, what has something to show in every panel. */
  private static final Map<String, String> CHOSEN =
      Map.of(
          "service", "bookinfo/details",
          "workload", "bookinfo/ratings-v1",
          "source", "bookinfo/productpage-v1",
          "destination", "bookinfo/details-v1");

  @TempDir static Path directory;

  private static MeasuredMesh measured;
  private static PluginClient plugin;
  private static Instant from;
  private static Instant to;

  @BeforeAll
  static void runTheDemosMesh() throws Exception {
    measured =
        MeasuredMesh.run(directory, LoadPlan.count(ScenarioMix.everything(), RATE, REQUESTS, SEED));
    plugin = new PluginClient(measured.standalone().clickHouse());
    from = window(measured.truth().from(), 0);
    to = window(measured.truth().to(), 1);
    Waiting.until("the last window has passed", () -> Instant.now().isAfter(to));
  }

  @AfterAll
  static void stop() {
    if (plugin != null) {
      plugin.close();
    }
    if (measured != null) {
      measured.close();
    }
  }

  static Stream<Dashboard> dashboards() {
    return Dashboard.all().stream();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelShowsSomething(Dashboard dashboard) throws Exception {
    assertRows(dashboard, choices(dashboard, values -> List.of(Macros.ALL)));
  }

  static Stream<Dashboard> dashboardsOfPartsOfTheMesh() {
    return dashboards()
        .filter(dashboard ->
            dashboard.variableQueries().stream()
                .anyMatch(variable -> variable.owner().get("multi").asBoolean()));
  }

  @ParameterizedTest
  @MethodSource("dashboardsOfPartsOfTheMesh")
  void everyPanelShowsSomethingOfWhatIsChosen(Dashboard dashboard) throws Exception {
    assertRows(dashboard, choices(dashboard, values -> values));
  }

  /** A number that is no number, or the age of 1970, would be shown as if it were one. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void nothingIsShownAsNothing(Dashboard dashboard) throws Exception {
    Map<String, List<String>> nobody = new HashMap<>(dashboard.usualChoices());
    for (Dashboard.Query variable : dashboard.variableQueries()) {
      boolean isSeveral = variable.owner().get("multi").asBoolean();
      nobody.put(variable.name(), List.of(isSeveral ? Macros.ALL : "nobody"));
    }
    SoftAssertions softly = new SoftAssertions();
    for (Dashboard.Query query : dashboard.panelQueries()) {
      List<JsonNode> rows = rows(query, nobody);
      if (query.owner().path("type").asString().equals("stat")) {
        softly.assertThat(rows).as(query.name()).hasSize(1);
        softly
            .assertThat(rows.getFirst().valueStream())
            .as(query.name())
            .allMatch(value -> value.isNull() || value.asDouble(-1) == 0);
      } else {
        softly.assertThat(rows).as(query.name()).isEmpty();
      }
    }
    softly.assertAll();
  }

  @Test
  void oneSideCanBeAskedFor() throws Exception {
    assertThat(overview("Services", "destination"))
        .isNotEmpty()
        .isNotEqualTo(overview("Services", "source"));
    assertThat(overview("Services", "waypoint")).isEmpty();
  }

  @Test
  void theOverviewsNumbersAreThoseOfTheApi() throws Exception {
    JsonNode topology = ask("topology");
    long requests = sum(topology.get("edges"), "requests");
    double seconds = to.getEpochSecond() - from.getEpochSecond();
    assertThat(requests).isGreaterThan(REQUESTS);
    assertThat(number("Requests")).isEqualTo(requests / seconds);
    assertThat(number("Errors"))
        .isEqualTo(sum(topology.get("edges"), "errors") / (double) requests);
    JsonNode completeness = topology.get("completeness");
    int expected = completeness.get("reportersExpected").asInt();
    assertThat(overview("Silent proxies").getFirst().toString())
        .isEqualTo(
            "[" + (expected - completeness.get("reportersHeard").asInt()) + "," + expected + "]");
  }

  @Test
  void theGraphsNodesAreTheEndsOfItsEdges() throws Exception {
    List<JsonNode> edges = panel("meshscope-graph", "Service graph", 1, "best");
    assertThat(edges).hasSizeGreaterThan(10);
    assertThat(panel("meshscope-graph", "Service graph", 0, "best"))
        .extracting(node -> node.get(0).asString())
        .containsExactlyInAnyOrderElementsOf(
            edges.stream()
                .flatMap(edge -> Stream.of(edge.get(1).asString(), edge.get(2).asString()))
                .collect(Collectors.toSet()));
  }

  @Test
  void theOverviewsServicesAreThoseOfTheApi() throws Exception {
    JsonNode services = ask("services").get("services");
    Map<String, String> expected = new TreeMap<>();
    services.forEach(service -> expected.put(name(service), signals(service.get("signals"))));
    Map<String, String> told = new TreeMap<>();
    overview("Services").forEach(row -> told.put(row.get(0).asString(), signals(row)));
    assertThat(told).isEqualTo(expected).hasSizeGreaterThan(8);
    assertThat(number("Services called")).isEqualTo(expected.size());
  }

  @Test
  void budgetsAndBurnRatesAreThoseOfTheApi() throws Exception {
    Dashboard objectives =
        dashboards().filter(d -> d.uid().equals("meshscope-objectives")).findFirst().orElseThrow();
    Map<String, List<String>> choices = choices(objectives, values -> values);
    double consumed = errorRatio(from) / (1 - TARGET);
    List<JsonNode> left = rows(query(objectives, "Availability: budget left"), choices);
    assertThat(left.getFirst().get(0).asDouble()).isCloseTo(1 - consumed, within(1e-9));
    List<JsonNode> spent = rows(query(objectives, "Availability: budget spent"), choices);
    assertThat(spent.getLast().get(1).asDouble()).isCloseTo(consumed, within(1e-9));
    List<JsonNode> burning = rows(query(objectives, "Availability: burn rates"), choices);
    assertThat(burning).hasSize(4);
    double ofThreeDays = errorRatio(to.minus(Duration.ofDays(3))) / (1 - TARGET);
    assertThat(burning.getLast().get(2).asDouble()).isCloseTo(ofThreeDays, within(1e-9));
  }

  private static double errorRatio(Instant since) throws Exception {
    JsonNode service = ask("services/bookinfo/details", since).get("service");
    return service.get("signals").get("errorRatio").asDouble();
  }

  private static Dashboard.Query query(Dashboard dashboard, String name) {
    return dashboard.panelQueries().stream()
        .filter(query -> query.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String name(JsonNode service) {
    String namespace = service.path("namespace").asString("");
    return (namespace.isEmpty() ? "" : namespace + "/") + service.get("name").asString();
  }

  /** Of an answer, or of a row of the table. Libraries differ in the last digit of a power. */
  private static String signals(JsonNode from) {
    Stream<JsonNode> numbers =
        from.isArray()
            ? from.valueStream().skip(1)
            : Stream.of(
                from.path("requestsPerSecond"),
                from.path("errorRatio"),
                from.path("latency").path("p50Millis"),
                from.path("latency").path("p99Millis"));
    return numbers
        .map(number -> "%.10e".formatted(number.asDouble(0)))
        .collect(Collectors.joining(" "));
  }

  private static void assertRows(Dashboard dashboard, Map<String, List<String>> choices)
      throws Exception {
    SoftAssertions softly = new SoftAssertions();
    for (Dashboard.Query query : dashboard.panelQueries()) {
      List<JsonNode> rows = rows(query, choices);
      softly.assertThat(rows).as(query.name()).isNotEmpty();
      if (query.owner().path("type").asString().equals("stat")) {
        softly.assertThat(rows).as(query.name()).hasSize(1);
        softly.assertThat(rows.getFirst().valueStream()).noneMatch(JsonNode::isNull);
      }
    }
    softly.assertAll();
  }

  /** What is chosen at the top: all of what can be chosen goes through {@code several}. */
  private static Map<String, List<String>> choices(
      Dashboard dashboard, UnaryOperator<List<String>> several) throws Exception {
    Map<String, List<String>> choices = new HashMap<>(dashboard.usualChoices());
    for (Dashboard.Query variable : dashboard.variableQueries()) {
      List<String> values =
          rows(variable, choices).stream().map(row -> row.get(0).asString()).toList();
      assertThat(values).as(variable.name()).isNotEmpty().doesNotContain("");
      boolean isSeveral = variable.owner().get("multi").asBoolean();
      String one = CHOSEN.getOrDefault(variable.name(), values.getFirst());
      assertThat(values).as(variable.name()).contains(one);
      choices.put(variable.name(), isSeveral ? several.apply(values) : List.of(one));
    }
    return choices;
  }

  private static List<JsonNode> rows(Dashboard.Query query, Map<String, List<String>> choices)
      throws Exception {
    return plugin.rows(new Macros(from, to, WINDOW_SECONDS, choices).expand(query.sql()));
  }

  private static List<JsonNode> overview(String panel) throws Exception {
    return overview(panel, "best");
  }

  /** What a panel of the overview shows. */
  private static List<JsonNode> overview(String panel, String reporter) throws Exception {
    return panel("meshscope-overview", panel, 0, reporter);
  }

  /** What one of the queries of a panel gives for the whole mesh. */
  private static List<JsonNode> panel(String uid, String panel, int query, String reporter)
      throws Exception {
    Dashboard dashboard = dashboards().filter(d -> d.uid().equals(uid)).findFirst().orElseThrow();
    List<Dashboard.Query> queries =
        dashboard.panelQueries().stream().filter(one -> one.name().equals(panel)).toList();
    Map<String, List<String>> choices = choices(dashboard, values -> List.of(Macros.ALL));
    choices.put("reporter", List.of(reporter));
    return rows(queries.get(query), choices);
  }

  private static double number(String panel) throws Exception {
    return overview(panel).getFirst().get(0).asDouble();
  }

  private static JsonNode ask(String resource) throws Exception {
    return ask(resource, from);
  }

  private static JsonNode ask(String resource, Instant since) throws Exception {
    return measured
        .standalone()
        .api()
        .get("/api/v1/%s?from=%s&to=%s".formatted(resource, since, to));
  }

  private static long sum(JsonNode edges, String field) {
    return edges.valueStream().mapToLong(edge -> edge.get(field).asLong()).sum();
  }

  private static Instant window(Instant time, int more) {
    long number = Math.floorDiv(time.getEpochSecond(), WINDOW_SECONDS) + more;
    return Instant.ofEpochSecond(number * WINDOW_SECONDS);
  }
}
