package dev.meshscope.standalone.tree;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.aggregator.AggregatorConfig;
import dev.meshscope.collector.CollectorConfig;
import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.runtime.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Compose file and the Dockerfile cannot be run here; what can be read out of them holds. */
class ComposeTest {
  private static final Pattern FULL_VERSION = Pattern.compile(".+:\\d+(\\.\\d+){2,}[\\w.-]*");
  private static final Map<String, Object> COMPOSE = compose();
  private static final Map<String, Record> OURS =
      Map.of(
          "collector", CollectorConfig.defaults(),
          "aggregator", AggregatorConfig.defaults(),
          "query-api", QueryApiConfig.defaults());

  static Stream<String> services() {
    return map(COMPOSE.get("services")).keySet().stream();
  }

  static Stream<String> ours() {
    return OURS.keySet().stream().sorted();
  }

  @Test
  void holdsWhatMeshscopeNeeds() {
    assertThat(services())
        .containsExactlyInAnyOrder(
            "collector", "aggregator", "query-api", "kafka", "clickhouse", "grafana");
  }

  @ParameterizedTest
  @MethodSource("services")
  void imagesArePinned(String service) {
    assertThat(text(service, "image")).matches(FULL_VERSION);
  }

  @ParameterizedTest
  @MethodSource("services")
  void portsArePublishedOnLoopbackOnly(String service) {
    assertThat(list(service, "ports"))
        .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+(/udp)?"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void waitsForServicesThatExist(String service) {
    var conditions = Set.of("service_healthy", "service_started", "service_completed_successfully");
    map(service(service).getOrDefault("depends_on", Map.of()))
        .forEach((other, how) -> {
          assertThat(services()).contains(other);
          assertThat(conditions).contains(String.valueOf(map(how).get("condition")));
        });
  }

  @ParameterizedTest
  @MethodSource("services")
  void saysWhenItIsHealthyAndHowMuchMemoryItMayUse(String service) {
    var check = map(service(service).get("healthcheck"));
    assertThat((List<?>) check.get("test")).first().isEqualTo("CMD");
    assertThat(check).containsKeys("interval", "timeout", "retries", "start_period");
    assertThat(service(service)).containsEntry("restart", "unless-stopped");
    assertThat(map(map(map(service(service).get("deploy")).get("resources")).get("limits")))
        .containsKey("memory");
  }

  @ParameterizedTest
  @MethodSource("services")
  void usesVolumesAndConfigsThatExist(String service) {
    var volumes = map(COMPOSE.get("volumes")).keySet();
    assertThat(list(service, "volumes")).allMatch(v -> volumes.contains(v.split(":", 2)[0]));
    var configs = map(COMPOSE.get("configs")).keySet();
    var sources =
        ((List<?>) service(service).getOrDefault("configs", List.of()))
            .stream().map(config -> String.valueOf(map(config).get("source")));
    assertThat(sources).allMatch(configs::contains);
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourServicesTakeTheirEnvironment(String service) throws ConfigException {
    var environment = new LinkedHashMap<String, String>();
    map(service(service).get("environment"))
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    var loaded =
        new ConfigLoader(Optional.empty(), environment)
            .load(List.of(Objects.requireNonNull(OURS.get(service))));
    assertThat(loaded.settings()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourServicesKnowWhereTheBrokerIs(String service) {
    var advertised = map(service("kafka").get("environment")).get("KAFKA_ADVERTISED_LISTENERS");
    String servers =
        String.valueOf(
            map(service(service).get("environment")).get("MESHSCOPE_KAFKA_BOOTSTRAP_SERVERS"));
    assertThat(advertised).isEqualTo("PLAINTEXT://" + servers);
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourServicesStartAClassThatExists(String service) throws ClassNotFoundException {
    var command = list(service, "command");
    assertThat(command).hasSize(1);
    assertThat(Class.forName(command.getFirst()).getPackage())
        .isEqualTo(Objects.requireNonNull(OURS.get(service)).getClass().getPackage());
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourServicesAreProbedWithoutAShell(String service) throws ClassNotFoundException {
    List<?> probe =
        (List<?>) Objects.requireNonNull(map(service(service).get("healthcheck")).get("test"));
    assertThat(probe).element(1).isEqualTo("java");
    Class<?> main = Class.forName(String.valueOf(probe.get(probe.size() - 2)));
    assertThat(main.getDeclaredMethods()).anyMatch(method -> method.getName().equals("main"));
    assertThat(String.valueOf(probe.getLast())).matches("http://127\\.0\\.0\\.1:\\d+/readyz");
  }

  @Test
  void theImageIsPinnedAndDoesNotRunAsRoot() throws IOException {
    var lines = Files.readAllLines(Tree.root().resolve("Dockerfile"));
    var images =
        lines.stream().filter(line -> line.startsWith("FROM ")).map(l -> l.split(" ", 3)[1]);
    assertThat(images).hasSize(2).allMatch(image -> FULL_VERSION.matcher(image).matches());
    assertThat(lines.stream().filter(line -> line.startsWith("USER ")).collect(toSet()))
        .containsExactly("USER 65532:65532");
  }

  private static Map<String, Object> service(String name) {
    return map(map(COMPOSE.get("services")).get(name));
  }

  private static String text(String service, String key) {
    return String.valueOf(service(service).get(key));
  }

  private static List<String> list(String service, String key) {
    var values = (List<?>) service(service).getOrDefault(key, List.of());
    return values.stream().map(String::valueOf).toList();
  }

  private static Map<String, Object> compose() {
    var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
    try (var file = Files.newBufferedReader(Tree.root().resolve("docker-compose.yml"))) {
      return map(new Load(settings).loadFromReader(file));
    } catch (IOException e) {
      throw new AssertionError("docker-compose.yml cannot be read", e);
    }
  }

  /** A mapping with its merge key ({@code <<}) resolved, which YAML 1.2 parsers leave alone. */
  private static Map<String, Object> map(@Nullable Object node) {
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
