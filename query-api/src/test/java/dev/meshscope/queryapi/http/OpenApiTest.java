package dev.meshscope.queryapi.http;

import static dev.meshscope.queryapi.http.ProblemType.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Named;
import dev.meshscope.queryapi.alert.measure.ObjectiveQuery;
import dev.meshscope.queryapi.alert.measure.TrafficReads;
import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import dev.meshscope.queryapi.inventory.InventoryTopic;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.queryapi.query.LatencyQuery;
import dev.meshscope.queryapi.query.RangeLimits;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.ServicesQuery;
import dev.meshscope.queryapi.query.SignalsQuery;
import dev.meshscope.queryapi.query.TopologyQuery;
import dev.meshscope.runtime.ManagementPages;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadLimits;
import dev.meshscope.storage.schema.RetentionConfig;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The description and the routes are the same, both ways. */
class OpenApiTest {
  private final JsonNode document =
      YAMLMapper.builder().build().readTree(Resources.text("openapi.yaml"));

  @Test
  void describesExactlyTheRoutesThatThereAre() {
    try (ClickHouseReader reader =
            new ClickHouseReader(ClickHouseConfig.defaults(), ReadLimits.defaults());
        Telemetry telemetry = Telemetry.create("query-api", Map.of())) {
      var completeness = new CompletenessQuery(reader);
      RangeLimits ranges = RangeLimits.defaults();
      var resolutions = new Resolutions(ranges, RetentionConfig.defaults());
      var questions =
          new Questions(
              new TopologyQuery(reader, completeness),
              new ServicesQuery(reader, completeness),
              new SignalsQuery(reader, completeness),
              new LatencyQuery(reader, completeness),
              inventory(telemetry),
              new AlertResource(
                  Optional.empty(),
                  new ObjectiveQuery(
                      new TrafficReads(reader, "default"), completeness, resolutions)));
      var routes =
          new Routes(
              questions,
              new TrafficParameters("default", ranges, resolutions),
              new ManagementPages(List::of, telemetry),
              HttpLimits.defaults(),
              InstantSource.system());
      assertThat(described())
          .containsExactlyInAnyOrderElementsOf(
              routes.all().stream()
                  .map(route -> route.method().name() + " " + route.path())
                  .toList());
    }
  }

  @Test
  void knowsWhichPathsARouteMatches() {
    Routes.Route route =
        new Routes.Route(Routes.Method.GET, "/a/{b}/c", 0, _ -> Reply.Failed.of(NOT_FOUND));
    assertThat(route.matches("/a/x/c")).isTrue();
    assertThat(route.matches("/a/x/d")).isFalse();
    assertThat(route.matches("/a/x")).isFalse();
    assertThat(route.matches("/a/x/c/")).isFalse();
  }

  /** Every method of every path. */
  private List<String> described() {
    return document.get("paths").properties().stream()
        .flatMap(path ->
            path.getValue()
                .propertyStream()
                .map(method -> method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
        .toList();
  }

  private static InventoryResource inventory(Telemetry telemetry) {
    InventoryConfig config = InventoryConfig.defaults();
    Inventories.Place place = new Inventories.Place("127.0.0.1:1", "default");
    var surroundings = new Inventories.Surroundings(InstantSource.system(), telemetry);
    return new InventoryResource(
        new Inventories(place, config, new InventoryTopic(place), surroundings), config);
  }

  @Test
  void describesEveryTypeOfProblem() {
    assertThat(texts("/components/schemas/ProblemSlug/enum"))
        .containsExactlyElementsOf(
            Arrays.stream(ProblemType.values()).map(ProblemType::slug).toList());
  }

  @Test
  void describesEveryCause() {
    assertThat(texts("/components/schemas/Cause/enum"))
        .containsExactlyElementsOf(Arrays.stream(Cause.values()).map(Named::text).toList());
  }

  private List<String> texts(String pointer) {
    return document.at(pointer).valueStream().map(JsonNode::asString).toList();
  }
}
