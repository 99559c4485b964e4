package dev.meshscope.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.ReportKind;
import dev.meshscope.testkit.mesh.ScenarioMix;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The web page in a real Chromium, on a real mesh. What is looked at stands in {@code
 * dashboards/web/browser}: one function per scenario. Pictures go to {@code target/page}.
 */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
@Tag("chromium")
class PageIT {
  private static final long USER_REQUESTS = 6_000;
  private static final double RATE = 50;
  private static final long SEED = 20_261_125;
  private static final int SCENARIO_SECONDS = 180;
  private static final Path ROOT = Path.of(System.getProperty("meshscope.root"));
  private static final Path SCENARIOS = ROOT.resolve("dashboards/web/browser/run.mjs");
  private static final Path PICTURES = ROOT.resolve("standalone/target/page");

  /** The shipped rules look back a minute at most; this one sees the measured traffic for long. */
  private static final String RULE =
      """
      groups:
      - name: page
        interval: 5s
        rules:
        - alert: EdgeFails
          expr:
            {signal: errorRatio, namespace: bookinfo, each: edge, over: 1h, above: 0.02,
             requestsMin: 50}
          labels: {severity: page}
          annotations: {summary: "{{ $value | humanizePercentage }} of the requests fail"}
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path directory;

  private static MeasuredMesh measured;
  private static RunningStandalone empty;
  private static String settings;

  @BeforeAll
  static void start() throws Exception {
    Path chromium = Chromium.find().orElse(null);
    Assumptions.assumeTrue(chromium != null, Chromium.HOW_TO_GET);
    measured =
        MeasuredMesh.run(
            directory,
            LoadPlan.count(ScenarioMix.everything(), RATE, USER_REQUESTS, SEED),
            withRules());
    empty = RunningStandalone.start(directory.resolve("empty"), Map.of());
    Files.createDirectories(PICTURES);
    Instant from = measured.truth().from();
    Instant to = measured.truth().to();
    settings =
        JSON.writeValueAsString(
            Map.of(
                "chromium", String.valueOf(chromium),
                "url", measured.url().toString(),
                "emptyUrl", empty.url().toString(),
                "range", range(from, to),
                "earlier", range(from, from.plus(Duration.between(from, to).dividedBy(2))),
                "edges", edgesOfTheTruth(),
                "pictures", PICTURES.toString()));
  }

  private static MeasuredMesh.Beside withRules() throws Exception {
    Path rules = Files.createDirectory(directory.resolve("rules"));
    Files.copy(ROOT.resolve("docs/start/rules/bookinfo-demo.yaml"), rules.resolve("demo.yaml"));
    Files.writeString(rules.resolve("page.yaml"), RULE);
    return new MeasuredMesh.Beside() {
      @Override
      public Map<String, String> settings() {
        return Map.of("MESHSCOPE_RULES_DIR", rules.toString());
      }
    };
  }

  @AfterAll
  static void stop() {
    if (empty != null) {
      empty.close();
    }
    if (measured != null) {
      measured.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opensOnTheMesh",
        "drawsEveryEdge",
        "staysStill",
        "showsLanesFailuresAndPlaintext",
        "opensAnEdge",
        "opensANode",
        "focusesOnANode",
        "travelsBack",
        "opensALinkToThePast",
        "stepsByKeys",
        "goesToATime",
        "searchesAndHides",
        "groupsDifferently",
        "choosesTrafficClasses",
        "obeysKeys",
        "tellsWhatFires",
        "tellsWhatReallyFires",
        "opensAlertsByKeyAndLink",
        "saysWhenAlertsAreNotKnown",
        "saysWhichGroupsAreNotEvaluated",
        "saysNothingWithoutRules",
        "tellsObjectivesOfThePast",
        "marksByLabelsInOtherGroupings",
        "survivesAnApiError",
        "asksAgain",
        "survivesANonsensicalAnswer",
        "saysThatItIsAsking",
        "survivesASilentServer",
        "survivesAnEmptyMesh",
        "showsHostileNamesAsText",
        "staysUsableWithAThousandNodes"
      })
  void thePage(String scenario) throws Exception {
    Path output = directory.resolve(scenario + ".log");
    Process node =
        new ProcessBuilder("node", SCENARIOS.toString(), scenario)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (OutputStream in = node.getOutputStream()) {
      in.write(settings.getBytes(UTF_8));
    }
    boolean hasEnded = node.waitFor(SCENARIO_SECONDS, TimeUnit.SECONDS);
    node.destroyForcibly();
    assertThat(hasEnded).as(Files.readString(output)).isTrue();
    assertThat(node.exitValue()).as(Files.readString(output)).isZero();
  }

  @Test
  void thePageLooksGoodAtTwoSizesAndInBothThemes() throws Exception {
    thePage("looksGood");
    for (String name : List.of("light-large", "light-small", "dark-large", "dark-small")) {
      assertThat(PICTURES.resolve(name + ".png")).isNotEmptyFile();
    }
  }

  /** Edges of the API for everything that the callers' own proxies counted. */
  private static Set<String> edgesOfTheTruth() throws Exception {
    Map<String, List<EdgeAnswer>> answered =
        measured.ask("class=all").edges().stream()
            .collect(Collectors.groupingBy(MeasuredMesh::name));
    Set<String> names =
        measured.truth().sourceView().keySet().stream()
            .filter(
                edge -> measured.truth().isReporting(edge.source(), ReportKind.ACCESS_LOG_SERVICE))
            .map(MeasuredMesh::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(answered.keySet()).containsAll(names);
    return answered.entrySet().stream()
        .filter(edge -> names.contains(edge.getKey()))
        .flatMap(edge -> edge.getValue().stream())
        .map(edge -> edge.json().path("id").asString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String range(Instant from, Instant to) {
    return "from=" + from + "&to=" + to;
  }
}
