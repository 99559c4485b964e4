package dev.meshscope.standalone.grafana;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One of the dashboards that are shipped. */
public record Dashboard(String file, JsonNode json) {
  /** Where everything for Grafana is. */
  public static final Path FOLDER =
      Path.of(System.getProperty("meshscope.root")).resolve("dashboards/grafana");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * A query and where it stands.
   *
   * @param owner the panel or the variable
   * @param sql as written, with macros and variables
   * @param isSeries whether it gives points in time
   */
  public record Query(JsonNode owner, String sql, boolean isSeries) {
    /** What the panel or variable is called. */
    public String name() {
      return owner.path("title").asString(owner.path("name").asString(""));
    }
  }

  /** All of them, by file name. */
  public static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
      return files.sorted().map(Dashboard::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dashboard read(Path file) {
    try {
      return new Dashboard(file.getFileName().toString(), JSON.readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its stable name. */
  public String uid() {
    return json.path("uid").asString();
  }

  /** Choices out of fixed values, each with the usual one. */
  public Map<String, List<String>> usualChoices() {
    return variables().stream()
        .filter(variable -> variable.path("type").asString().equals("custom"))
        .collect(
            Collectors.toMap(
                variable -> variable.path("name").asString(),
                variable -> List.of(variable.path("current").path("value").asString())));
  }

  List<JsonNode> variables() {
    return json.path("templating").path("list").valueStream().toList();
  }

  /** Panels that show something; rows do not. */
  List<JsonNode> panels() {
    return allPanels().stream().filter(p -> !p.path("type").asString().equals("row")).toList();
  }

  List<JsonNode> allPanels() {
    return json.path("panels").valueStream().toList();
  }

  /** Of variables, in the order in which they depend on each other. */
  public List<Query> variableQueries() {
    return variables().stream()
        .filter(variable -> variable.path("type").asString().equals("query"))
        .map(v -> new Query(v, v.path("query").path("rawSql").asString(), false))
        .toList();
  }

  /** Of panels. */
  public List<Query> panelQueries() {
    return panels().stream()
        .flatMap(panel -> panel.path("targets").valueStream().map(target -> query(panel, target)))
        .toList();
  }

  private static Query query(JsonNode panel, JsonNode target) {
    return new Query(panel, target.path("rawSql").asString(), target.path("format").asInt() == 0);
  }

  @Override
  public String toString() {
    return file;
  }
}
