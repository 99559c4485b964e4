package dev.meshscope.standalone.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code docker-compose.yml} and the Dockerfile say. */
public final class ComposeFile {
  private final Map<String, Object> content;

  private ComposeFile(Map<String, Object> content) {
    this.content = content;
  }

  /** Reads the one of this repository. */
  public static ComposeFile read() {
    return new ComposeFile(yaml("docker-compose.yml"));
  }

  /** A mapping that a file of the repository holds. */
  static Map<String, Object> yaml(String path) {
    var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
    try (var file = Files.newBufferedReader(Tree.root().resolve(path))) {
      return map(new Load(settings).loadFromReader(file));
    } catch (IOException e) {
      throw new AssertionError(path + " cannot be read", e);
    }
  }

  Set<String> services() {
    return map(content.get("services")).keySet();
  }

  Set<String> volumes() {
    return map(content.get("volumes")).keySet();
  }

  Map<String, Object> service(String name) {
    return map(map(content.get("services")).get(name));
  }

  String text(String service, String key) {
    return String.valueOf(service(service).get(key));
  }

  /** The values of a list, none where there is no such key. */
  List<String> list(String service, String key) {
    var values = (List<?>) service(service).getOrDefault(key, List.of());
    return values.stream().map(String::valueOf).toList();
  }

  /** What runs in the container, behind the image's entry point. */
  public List<String> command(String service) {
    return list(service, "command");
  }

  /** What runs now and then to see whether it is well. */
  public List<String> probe(String service) {
    List<?> test = (List<?>) map(service(service).get("healthcheck")).get("test");
    assertThat(test).isNotNull();
    return Objects.requireNonNull(test).stream().skip(1).map(String::valueOf).toList();
  }

  /** The variables that it gives to a service. */
  public Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    map(service(service).getOrDefault("environment", Map.of()))
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    return environment;
  }

  /** What every container of our images runs, before the command. */
  public static List<String> entryPoint() {
    String lines = dockerfile().stream().collect(Collectors.joining("\n")).replace("\\\n", " ");
    String found =
        lines.lines().filter(line -> line.startsWith("ENTRYPOINT ")).collect(Collectors.joining());
    return Arrays.stream(found.replaceAll("ENTRYPOINT|[\\[\\]\"\\s]", "").split(",", -1)).toList();
  }

  static List<String> dockerfile() {
    try {
      return Files.readAllLines(Tree.root().resolve("Dockerfile"));
    } catch (IOException e) {
      throw new AssertionError("the Dockerfile cannot be read", e);
    }
  }

  /** A mapping with its merge key ({@code <<}) resolved, which YAML 1.2 parsers leave alone. */
  static Map<String, Object> map(@Nullable Object node) {
    assertThat(node).isInstanceOf(Map.class);
    var flat = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) Objects.requireNonNull(node))
        .forEach((key, value) -> {
          if ("<<".equals(key)) {
            map(value).forEach(flat::putIfAbsent);
          } else {
            flat.put(String.valueOf(key), value);
          }
        });
    return flat;
  }
}
