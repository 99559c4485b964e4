package dev.meshscope.standalone.tree;

import static dev.meshscope.standalone.tree.ComposeFile.map;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.aggregator.AggregatorConfig;
import dev.meshscope.collector.CollectorConfig;
import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.runtime.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Compose file and the Dockerfile cannot be run here; what can be read out of them holds. */
class ComposeTest {
  private static final Pattern FULL_VERSION = Pattern.compile(".+:v?\\d+(\\.\\d+){2,}[\\w.-]*");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
  private static final Pattern COPIED_FROM = Pattern.compile("^COPY .*--from=(\\S+)");
  private static final Pattern ENVOY = Pattern.compile("envoyproxy/envoy:v([\\d.]+)");
  private static final Pattern MODULES = Pattern.compile(".*for module in ([^;]+);.*");
  private static final ComposeFile COMPOSE = ComposeFile.read();
  private static final Map<String, Record> OURS =
      Map.of(
          "collector", CollectorConfig.defaults(),
          "aggregator", AggregatorConfig.defaults(),
          "query-api", QueryApiConfig.defaults());

  static Stream<String> services() {
    return COMPOSE.services().stream();
  }

  static Stream<String> ours() {
    return OURS.keySet().stream().sorted();
  }

  @Test
  void holdsWhatMeshscopeNeeds() {
    assertThat(services())
        .containsExactlyInAnyOrder(
            "collector",
            "aggregator",
            "query-api",
            "mesh",
            "kafka",
            "clickhouse",
            "alertmanager",
            "grafana");
  }

  @ParameterizedTest
  @MethodSource("services")
  void imagesArePinned(String service) {
    assertThat(COMPOSE.text(service, "image")).matches(FULL_VERSION);
  }

  @ParameterizedTest
  @MethodSource("services")
  void portsArePublishedOnLoopbackOnly(String service) {
    assertThat(COMPOSE.list(service, "ports"))
        .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+(/udp)?"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void waitsForServicesThatExist(String service) {
    var conditions = Set.of("service_healthy", "service_started", "service_completed_successfully");
    map(COMPOSE.service(service).getOrDefault("depends_on", Map.of()))
        .forEach((other, how) -> {
          assertThat(services()).contains(other);
          assertThat(conditions).contains(String.valueOf(map(how).get("condition")));
        });
  }

  @ParameterizedTest
  @MethodSource("services")
  void saysWhenItIsHealthyAndHowMuchMemoryItMayUse(String service) {
    var check = map(COMPOSE.service(service).get("healthcheck"));
    assertThat((List<?>) check.get("test")).first().isEqualTo("CMD");
    assertThat(check).containsKeys("interval", "timeout", "retries", "start_period");
    assertThat(COMPOSE.service(service)).containsEntry("restart", "unless-stopped");
    assertThat(map(map(map(COMPOSE.service(service).get("deploy")).get("resources")).get("limits")))
        .containsKey("memory");
  }

  @ParameterizedTest
  @MethodSource("services")
  void usesVolumesAndFilesThatExist(String service) {
    for (String volume : COMPOSE.list(service, "volumes")) {
      String from = volume.split(":", 2)[0];
      if (from.startsWith("./")) {
        assertThat(Tree.root().resolve(from)).exists();
        assertThat(volume).endsWith(":ro");
      } else {
        assertThat(COMPOSE.volumes()).contains(from);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourServicesTakeTheirEnvironment(String service) throws ConfigException {
    var environment = COMPOSE.environment(service);
    var loaded =
        new ConfigLoader(Optional.empty(), environment)
            .load(List.of(Objects.requireNonNull(OURS.get(service))));
    assertThat(loaded.settings()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourServicesKnowWhereTheBrokerIs(String service) {
    var advertised = COMPOSE.environment("kafka").get("KAFKA_ADVERTISED_LISTENERS");
    String servers = COMPOSE.environment(service).get("MESHSCOPE_KAFKA_BOOTSTRAP_SERVERS");
    assertThat(advertised).isEqualTo("PLAINTEXT://" + servers);
  }

  /** Whoever runs them elsewhere takes other ports, so that only this knows those of containers. */
  @Test
  void portsAndProbesAreThoseThatOurServicesListenOn() {
    CollectorConfig collector = CollectorConfig.defaults();
    int api = QueryApiConfig.defaults().apiPort();
    assertThat(COMPOSE.list("collector", "ports"))
        .containsExactly(
            published(collector.grpcPort()),
            published(collector.otlpHttpPort()),
            published(collector.syslogPort()) + "/udp");
    assertThat(COMPOSE.list("query-api", "ports")).containsExactly(published(api));
    assertThat(COMPOSE.command("mesh")).contains("collector:" + collector.grpcPort());
    assertThat(probedPort("collector")).isEqualTo(collector.management().port());
    assertThat(probedPort("aggregator")).isEqualTo(AggregatorConfig.defaults().management().port());
    assertThat(probedPort("query-api")).isEqualTo(api);
    assertThat(ours().flatMap(service -> COMPOSE.environment(service).keySet().stream()))
        .noneMatch(variable -> variable.endsWith("_PORT") || variable.endsWith("_HOST"));
  }

  private static String published(int port) {
    return "127.0.0.1:%d:%d".formatted(port, port);
  }

  private static int probedPort(String service) {
    return URI.create(COMPOSE.probe(service).getLast()).getPort();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ourServicesStartAClassThatExists(String service) throws ClassNotFoundException {
    var command = COMPOSE.command(service);
    assertThat(command).hasSize(1);
    assertThat(Class.forName(command.getFirst()).getPackage())
        .isEqualTo(Objects.requireNonNull(OURS.get(service)).getClass().getPackage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector", "aggregator", "query-api", "mesh"})
  void ourImagesAreProbedWithoutAShell(String service) throws ClassNotFoundException {
    List<String> probe = COMPOSE.probe(service);
    assertThat(probe).element(0).isEqualTo("java");
    Class<?> main = Class.forName(probe.get(probe.size() - 2));
    assertThat(main.getDeclaredMethods()).anyMatch(method -> method.getName().equals("main"));
    assertThat(probe.getLast()).matches("http://127\\.[\\d.]+:\\d+/readyz?");
  }

  @ParameterizedTest
  @MethodSource("services")
  void buildsAStageOfTheDockerfile(String service) {
    if (COMPOSE.service(service).containsKey("build")) {
      var build = map(COMPOSE.service(service).get("build"));
      assertThat(build).containsEntry("context", ".");
      assertThat(stages()).contains(String.valueOf(build.get("target")));
    }
  }

  @Test
  void theDemosMeshIsLeftOutUnlessAskedFor() {
    assertThat(services().filter(name -> COMPOSE.service(name).containsKey("profiles")))
        .containsExactly("mesh");
    assertThat(COMPOSE.list("mesh", "profiles")).containsExactly("demo");
  }

  @Test
  void grafanaFindsItsDataSourceAndItsDashboards() {
    String folder = "dashboards/grafana/provisioning/";
    var dataSources = ComposeFile.yaml(folder + "datasources/meshscope.yaml");
    var source = map(listOf(dataSources.get("datasources")).getFirst());
    assertThat(source)
        .containsEntry("uid", "meshscope")
        .containsEntry("type", "grafana-clickhouse-datasource");
    var environment = COMPOSE.environment("grafana");
    var variables = VARIABLE.matcher(source.toString()).results().map(m -> m.group(1)).toList();
    assertThat(variables).hasSize(3).allMatch(environment::containsKey);
    assertThat(COMPOSE.services()).contains(environment.get("MESHSCOPE_CLICKHOUSE_HOST"));
    assertThat(environment.get("GF_PLUGINS_PREINSTALL_SYNC"))
        .startsWith("grafana-clickhouse-datasource@");

    var providers = ComposeFile.yaml(folder + "dashboards/meshscope.yaml").get("providers");
    var provider = map(listOf(providers).getFirst());
    assertThat(provider).containsEntry("folder", "Meshscope");
    String path = String.valueOf(map(provider.get("options")).get("path"));
    assertThat(COMPOSE.list("grafana", "volumes"))
        .contains("./dashboards/grafana/dashboards:" + path + ":ro");
    String home = String.valueOf(environment.get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"));
    assertThat(Tree.root().resolve(home.replaceFirst(path, "dashboards/grafana/dashboards")))
        .exists();
  }

  @Test
  void alertmanagerIsToldAndGrafanaShowsIt() {
    String url = "http://alertmanager:9093";
    assertThat(COMPOSE.environment("query-api"))
        .containsEntry("MESHSCOPE_NOTIFICATIONS_ALERTMANAGER_URLS", url);
    assertThat(COMPOSE.list("alertmanager", "ports")).containsExactly("127.0.0.1:9093:9093");
    var dataSources =
        ComposeFile.yaml("dashboards/grafana/provisioning/datasources/meshscope.yaml");
    var source = map(listOf(dataSources.get("datasources")).get(1));
    assertThat(source)
        .containsEntry("type", "alertmanager")
        .containsEntry("url", "$MESHSCOPE_ALERTMANAGER_URL");
    assertThat(map(source.get("jsonData"))).containsEntry("implementation", "prometheus");
    assertThat(COMPOSE.environment("grafana")).containsEntry("MESHSCOPE_ALERTMANAGER_URL", url);
  }

  @Test
  void alertmanagersFileNamesAReceiverThatExists() {
    String file = "dashboards/alertmanager/alertmanager.yml";
    assertThat(COMPOSE.list("alertmanager", "volumes"))
        .contains("./" + file + ":/etc/alertmanager/alertmanager.yml:ro");
    var config = ComposeFile.yaml(file);
    assertThat(listOf(config.get("receivers")).stream().map(one -> map(one).get("name")))
        .contains(map(config.get("route")).get("receiver"));
  }

  @Test
  void theRulesToStartWithAreWatched() {
    String folder = COMPOSE.environment("query-api").get("MESHSCOPE_RULES_DIR");
    assertThat(COMPOSE.list("query-api", "volumes"))
        .containsExactly("./docs/start/rules:" + folder + ":ro");
  }

  @Test
  void grafanaLogsInAsAUserThatMayOnlyRead() throws IOException {
    String user = Files.readString(Tree.root().resolve("dashboards/grafana/clickhouse-user.xml"));
    var grafana = COMPOSE.environment("grafana");
    var clickHouse = COMPOSE.environment("clickhouse");
    assertThat(user)
        .contains("<" + grafana.get("MESHSCOPE_CLICKHOUSE_USER") + ">\n      <password from_env=")
        .contains("<readonly>1</readonly>", "GRANT SELECT ON " + clickHouse.get("CLICKHOUSE_DB"));
    assertThat(grafana.get("MESHSCOPE_CLICKHOUSE_PASSWORD"))
        .isEqualTo(clickHouse.get("GRAFANA_PASSWORD"));
  }

  @Test
  void imagesArePinnedAndDoNotRunAsRoot() {
    var lines = ComposeFile.dockerfile();
    var images =
        lines.stream()
            .filter(line -> line.startsWith("FROM "))
            .map(line -> line.split(" ", 3)[1])
            .filter(image -> !stages().contains(image));
    assertThat(images).hasSize(3).allMatch(image -> FULL_VERSION.matcher(image).matches());
    assertThat(lines.stream().filter(line -> line.startsWith("USER ")).collect(toSet()))
        .containsExactly("USER 65532:65532");
    assertThat(ComposeFile.entryPoint()).startsWith("java").endsWith("-cp", "/opt/meshscope/lib/*");
  }

  /** Besides images, a stage copies from stages and from other images. */
  @Test
  void copiesFromStagesAndPinnedImages() throws IOException {
    var sources =
        ComposeFile.dockerfile().stream()
            .flatMap(line -> COPIED_FROM.matcher(line).results())
            .map(match -> match.group(1))
            .toList();
    assertThat(sources)
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(from -> stages().contains(from) || FULL_VERSION.matcher(from).matches());
    String tools = Files.readString(Tree.root().resolve("bin/install-tools"));
    assertThat(ComposeFile.dockerfile())
        .as("the Envoy that the tests run")
        .anyMatch(line ->
            ENVOY.matcher(line).results().anyMatch(m -> tools.contains("=" + m.group(1) + "\n")));
  }

  @Test
  void leavesNothingToTheEnvironmentOfWhoeverStartsIt() throws IOException {
    assertThat(Files.readString(Tree.root().resolve("docker-compose.yml"))).doesNotContain("$");
  }

  @Test
  void theImageHoldsEveryModuleThatAServiceNeeds() {
    String modules =
        ComposeFile.dockerfile().stream()
            .filter(line -> line.contains("for module in"))
            .collect(Collectors.joining());
    assertThat(MODULES.matcher(modules).replaceFirst("$1").split(" ", -1))
        .contains("model", "runtime", "storage", "collector", "aggregator", "query-api")
        .allSatisfy(module -> assertThat(Tree.root().resolve(module + "/pom.xml")).exists());
  }

  private static List<String> stages() {
    return ComposeFile.dockerfile().stream()
        .filter(line -> line.startsWith("FROM ") && line.contains(" AS "))
        .map(line -> line.replaceFirst(".* AS ", ""))
        .toList();
  }

  private static List<?> listOf(@Nullable Object node) {
    assertThat(node).isInstanceOf(List.class);
    return (List<?>) Objects.requireNonNull(node);
  }
}
