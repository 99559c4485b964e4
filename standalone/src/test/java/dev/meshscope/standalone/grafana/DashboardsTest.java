package dev.meshscope.standalone.grafana;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What every dashboard keeps to: the rules of dashboard-linter that are not about PromQL, and ours.
 */
class DashboardsTest {
  private static final Set<String> UNITS =
      Set.of("reqps", "ops", "percentunit", "ms", "s", "Bps", "short");

  private static final Pattern LINK = Pattern.compile("/d/([\\w-]+)\\?([^\"\\s]*)");
  private static final Pattern CHOSEN =
      Pattern.compile("var-(\\w+)=\\$\\{__data\\.fields\\.(\\w+)}");
  private static final Pattern FIELD = Pattern.compile("\\$\\{__data\\.fields\\.(\\w+)}");
  private static final Pattern USED = Pattern.compile("\\$\\{(\\w+)(:\\w+)?}");
  private static final Pattern READ = Pattern.compile("\\b(?:FROM|(?<!ARRAY )JOIN)\\s+([\\w.]+)");

  /** The chosen one, or so many seconds up to its end. */
  private static final Pattern CHOSEN_RANGE =
      Pattern.compile("from = \\$__(fromTime|toTime - \\d+), to = \\$__toTime\\b");

  private static final Pattern FIXED_TIME =
      Pattern.compile("(?i)\\binterval\\b|toDateTime\\w*\\(|\\btoday\\(|'\\d{4}-\\d\\d");

  static Stream<Dashboard> dashboards() {
    return Dashboard.all().stream();
  }

  @Test
  void everyQuestionHasItsDashboard() {
    assertThat(dashboards().map(Dashboard::uid))
        .containsExactlyInAnyOrder(
            "meshscope-overview",
            "meshscope-service",
            "meshscope-workload",
            "meshscope-edge",
            "meshscope-graph",
            "meshscope-front-door",
            "meshscope-egress",
            "meshscope-objectives",
            "meshscope-resilience",
            "meshscope-security",
            "meshscope-health");
  }

  @Test
  void filesAreWhatTheDefinitionsSay() throws Exception {
    Process check =
        new ProcessBuilder("python3", Dashboard.FOLDER.resolve("generate.py").toString(), "--check")
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(check.exitValue()).isZero();
  }

  @Test
  void queriesAreForThePluginThatComposeInstalls() throws Exception {
    String compose = Files.readString(Dashboard.FOLDER.resolve("../../docker-compose.yml"));
    assertThat(
            dashboards()
                .flatMap(dashboard -> dashboard.panels().stream())
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("pluginVersion").asString("none")))
        .allMatch(version -> compose.contains("grafana-clickhouse-datasource@" + version + "\n"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void anyGrafanaCanLoadIt(Dashboard dashboard) {
    JsonNode json = dashboard.json();
    assertThat(dashboard.file()).isEqualTo(dashboard.uid() + ".json");
    assertThat(dashboard.uid()).hasSizeLessThanOrEqualTo(40);
    assertThat(json.get("id").isNull()).isTrue();
    assertThat(json.get("schemaVersion").asInt()).isBetween(39, 42);
    assertThat(json.get("editable").asBoolean()).isFalse();
    assertThat(json.get("tags").valueStream().map(JsonNode::asString))
        .contains("meshscope", "mesh");
    assertThat(json.path("time").path("from").asString()).startsWith("now-");
    assertThat(json.path("time").path("to").asString()).isEqualTo("now");
    assertThat(json.path("links").path(0).path("keepTime").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsStandBesideEachOther(Dashboard dashboard) {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard.allPanels()) {
      assertThat(ids.add(panel.get("id").asInt())).as("id of %s", panel.get("title")).isTrue();
      JsonNode at = panel.get("gridPos");
      int right = at.get("x").asInt() + at.get("w").asInt();
      assertThat(right).as("right end of %s", panel.get("title")).isLessThanOrEqualTo(24);
      for (int x = at.get("x").asInt(); x < right; x++) {
        for (int y = 0; y < at.get("h").asInt(); y++) {
          String cell = x + " " + (at.get("y").asInt() + y);
          assertThat(cells.add(cell)).as("%s at %s", panel.get("title"), cell).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsSayWhatTheyShowAndWhatIsBad(Dashboard dashboard) {
    Set<String> titles = new HashSet<>();
    for (JsonNode panel : dashboard.panels()) {
      String title = panel.get("title").asString();
      assertThat(titles.add(panel.get("type").asString() + title)).as("second %s", title).isTrue();
      assertThat(panel.get("description").asString()).as(title).contains("Bad:");
      JsonNode defaults = panel.path("fieldConfig").path("defaults");
      assertThat(defaults.path("unit").asString()).as(title).isIn(UNITS);
      assertThat(defaults.path("noValue").asString()).as(title).isNotBlank();
      if (panel.get("type").asString().equals("timeseries")) {
        assertThat(defaults.path("min").asInt(-1)).as(title).isZero();
        assertThat(panel.at("/options/legend/calcs").valueStream().map(JsonNode::asString))
            .as(title)
            .contains("mean", "max");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everythingIsAskedOfTheChosenDataSource(Dashboard dashboard) {
    JsonNode first = dashboard.variables().getFirst();
    assertThat(first.get("name").asString()).isEqualTo("datasource");
    assertThat(first.get("label").asString()).isEqualTo("Data source");
    assertThat(first.get("query").asString()).isEqualTo("grafana-clickhouse-datasource");
    for (JsonNode panel : dashboard.panels()) {
      assertThat(panel.path("targets").size()).as(panel.get("title").asString()).isPositive();
      Stream.concat(Stream.of(panel), panel.path("targets").valueStream())
          .forEach(asking ->
              assertThat(asking.path("datasource").path("uid").asString())
                  .as(panel.get("title").asString())
                  .isEqualTo("${datasource}"));
      assertThat(panel.path("targets").valueStream().map(t -> t.get("refId").asString()))
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void variablesAreUsedAndKnown(Dashboard dashboard) {
    Set<String> known =
        dashboard.variables().stream()
            .map(variable -> variable.get("name").asString())
            .collect(Collectors.toSet());
    Set<String> used = new TreeSet<>(Set.of("datasource"));
    queries(dashboard)
        .forEach(query ->
            used.addAll(USED.matcher(query.sql()).results().map(m -> m.group(1)).toList()));
    assertThat(used).isEqualTo(new TreeSet<>(known));
    for (JsonNode variable : dashboard.variables()) {
      if (variable.get("type").asString().equals("query")) {
        assertThat(variable.get("refresh").asInt()).isEqualTo(2);
        assertThat(variable.get("definition")).isEqualTo(variable.at("/query/rawSql"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void queriesReadViewsOfTheChosenRange(Dashboard dashboard) {
    queries(dashboard)
        .forEach(query -> {
          String sql = query.sql();
          assertThat(READ.matcher(sql).results().map(m -> m.group(1)))
              .as(query.name())
              .isNotEmpty()
              .allMatch(view -> view.matches("v_traffic|v_reporters|v_progress"));
          if (!sql.contains("v_progress")) {
            assertThat(sql).as(query.name()).containsPattern(CHOSEN_RANGE);
          }
          assertThat(sql).as(query.name()).doesNotContainPattern(FIXED_TIME);
          assertThat(sql).as(query.name()).contains("tenant");
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void variablesAreQuoted(Dashboard dashboard) {
    queries(dashboard)
        .forEach(query -> {
          assertThat(USED.matcher(query.sql()).results().map(m -> m.group(2)))
              .as(query.name())
              .allMatch(":singlequote"::equals);
          assertThat(query.sql().replaceAll("\\$\\{\\w+:singlequote}", ""))
              .as("the second argument of $__conditionalAll carries no format: %s", query.name())
              .doesNotContain("${");
        });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void seriesAreInOrderOfTime(Dashboard dashboard) {
    for (Dashboard.Query query : dashboard.panelQueries()) {
      if (query.isSeries()) {
        assertThat(query.sql())
            .as(query.name())
            .startsWith("SELECT time,")
            .contains("ORDER BY time");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void linksLeadToDashboardsAndTheirVariables(Dashboard dashboard) {
    Map<String, Set<String>> variables = new HashMap<>();
    dashboards()
        .forEach(other ->
            variables.put(
                other.uid(),
                other.variables().stream()
                    .map(variable -> variable.get("name").asString())
                    .collect(Collectors.toSet())));
    for (JsonNode panel : dashboard.panels()) {
      String columns =
          panel
              .path("targets")
              .valueStream()
              .map(t -> t.get("rawSql").asString())
              .toList()
              .toString();
      for (MatchResult link :
          LINK.matcher(panel.get("fieldConfig").toString()).results().toList()) {
        Set<String> theirs = variables.getOrDefault(link.group(1), Set.of());
        assertThat(theirs).as("variables of %s", link.group(1)).isNotEmpty();
        assertThat(link.group(2)).contains("${__url_time_range}", "${datasource:queryparam}");
        CHOSEN
            .matcher(link.group(2))
            .results()
            .forEach(chosen -> {
              assertThat(theirs).contains(chosen.group(1));
              assertThat(columns).containsPattern("\\b" + chosen.group(2) + "\\b");
            });
      }
    }
  }

  /** Grafana offers a column's links in every frame that has the column. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void linksNameColumnsOfEveryQueryThatHasThem(Dashboard dashboard) {
    for (JsonNode panel : dashboard.panels()) {
      for (JsonNode override : panel.at("/fieldConfig/overrides")) {
        String column = override.at("/matcher/options").asString();
        List<String> named =
            FIELD.matcher(override.toString()).results().map(m -> m.group(1)).toList();
        for (JsonNode target : panel.path("targets")) {
          String sql = target.path("rawSql").asString();
          if (has(sql, column)) {
            assertThat(named)
                .as("%s of %s in %s", column, panel.get("title"), target.get("refId"))
                .allMatch(field -> has(sql, field));
          }
        }
      }
    }
  }

  private static boolean has(String sql, String column) {
    String selected = sql.substring(0, sql.indexOf("FROM "));
    return Pattern.compile("\\b" + column + "\\b").matcher(selected).find();
  }

  private static Stream<Dashboard.Query> queries(Dashboard dashboard) {
    return Stream.concat(dashboard.variableQueries().stream(), dashboard.panelQueries().stream());
  }
}
