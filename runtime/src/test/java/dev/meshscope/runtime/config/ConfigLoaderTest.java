package dev.meshscope.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ConfigLoaderTest {
  @TempDir private Path directory;

  @Test
  void givesTheDefaultsWhenNothingIsSet() throws ConfigException {
    assertThat(environment(Map.of()).load(SampleConfig.defaults()))
        .isEqualTo(SampleConfig.defaults());
  }

  @Test
  void letsTheEnvironmentWinOverTheFileOverTheDefaults() throws Exception {
    var loader =
        new ConfigLoader(
            Optional.of(file("grpcPort: 1\nkafka:\n  linger: 10ms\n  lingerMax: 2s\n")),
            Map.of("MESHSCOPE_KAFKA_LINGER", "20ms"));
    var config = loader.load(SampleConfig.defaults());
    assertThat(config.grpcPort()).isEqualTo(1);
    assertThat(config.kafka().linger()).isEqualTo(Duration.ofMillis(20));
    assertThat(config.kafka().lingerMax()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.kafka().batchSize()).isEqualTo(DataSize.ofMebibytes(1));
  }

  @Test
  void readsListsFromYamlSequencesAndFromCommas() throws Exception {
    var fromFile = fileOnly("kafka: {bootstrapServers: ['a:1', 'b:2']}");
    assertThat(fromFile.load(SampleConfig.defaults()).kafka().bootstrapServers())
        .containsExactly("a:1", "b:2");
    var fromEnvironment = environment(Map.of("MESHSCOPE_KAFKA_BOOTSTRAP_SERVERS", "a:1, b:2,"));
    assertThat(fromEnvironment.load(SampleConfig.defaults()).kafka().bootstrapServers())
        .containsExactly("a:1", "b:2");
  }

  @Test
  void listsEveryProblemAtOnce() throws Exception {
    var loader =
        new ConfigLoader(
            Optional.of(file("grcpPort: 1\nkafka:\n  linger: soon\ndataDir:\ntls: 7\n")),
            Map.of(
                "MESHSCOPE_GRPC_PORT", "70000",
                "MESHSCOPE_CLICKHOUSE_BLOCK_ROWS", "0",
                "MESHSCOPE_CLICKHOUSE_SAMPLE_RATIO", "2",
                "MESHSCOPE_CLICKHOUSE_ULR", "http://x"));
    assertThat(problems(loader))
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).startsWith("grcpPort (").endsWith("; did you mean grpcPort?"),
            p -> assertThat(p).startsWith("kafka.linger (").contains("such as 200ms", "\"soon\""),
            p -> assertThat(p).startsWith("dataDir (").contains("has no value"),
            p -> assertThat(p).startsWith("tls (").contains("keys of its own"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "grpcPort (MESHSCOPE_GRPC_PORT): must be between 0 and 65535, is 70000"),
            p -> assertThat(p).startsWith("clickhouse.blockRows (MESHSCOPE_CLICKHOUSE_BLOCK_ROWS)"),
            p -> assertThat(p).startsWith("clickhouse.sampleRatio ("),
            p ->
                assertThat(p)
                    .startsWith("MESHSCOPE_CLICKHOUSE_ULR (environment)")
                    .endsWith("did you mean MESHSCOPE_CLICKHOUSE_URL?"));
  }

  @Test
  void namesTheKeyWhenTwoValuesDoNotFitTogether() {
    var loader = environment(Map.of("MESHSCOPE_KAFKA_LINGER", "5s"));
    assertThat(problems(loader))
        .containsExactly("kafka.linger (MESHSCOPE_KAFKA_LINGER): must not exceed lingerMax");
  }

  @Test
  void takesTwoValuesThatFitOnlyTogether() throws ConfigException {
    var loader =
        environment(Map.of("MESHSCOPE_KAFKA_LINGER", "5s", "MESHSCOPE_KAFKA_LINGER_MAX", "6s"));
    assertThat(loader.load(SampleConfig.defaults()).kafka().linger())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void makesAnOptionalRecordOutOfItsKeysAndListsWhatIsMissing() throws ConfigException {
    var half = environment(Map.of("MESHSCOPE_TLS_CERTIFICATE", "c.pem"));
    assertThat(problems(half)).containsExactly("tls.key: is missing; set it, or MESHSCOPE_TLS_KEY");
    var whole = environment(Map.of("MESHSCOPE_TLS_CERTIFICATE", "c", "MESHSCOPE_TLS_KEY", "k"));
    assertThat(whole.load(SampleConfig.defaults()).tls())
        .contains(new SampleConfig.TlsConfig(Path.of("c"), Path.of("k")));
  }

  @Test
  void readsSecretsFromFilesAndNeverShowsThem() throws Exception {
    Path secret = file("hunter2\n");
    var byVariable =
        environment(Map.of("MESHSCOPE_CLICKHOUSE_PASSWORD_FILE", secret.toString()))
            .load(List.of(SampleConfig.defaults()));
    assertThat(byVariable.get(SampleConfig.class).clickhouse().password().reveal())
        .isEqualTo("hunter2");
    assertThat(byVariable.settings().toString()).contains("****").doesNotContain("hunter2");
    var byMark = environment(Map.of("MESHSCOPE_CLICKHOUSE_PASSWORD", "@" + secret));
    assertThat(byMark.load(SampleConfig.defaults()).clickhouse().password())
        .isEqualTo(Secret.of("hunter2"))
        .hasToString("****");
  }

  @Test
  void refusesASecretWhoseFileCannotBeRead() {
    var loader = environment(Map.of("MESHSCOPE_CLICKHOUSE_PASSWORD", "@" + directory + "/none"));
    assertThat(problems(loader))
        .singleElement()
        .asString()
        .startsWith("clickhouse.password (")
        .contains("cannot be read");
  }

  @Test
  void knowsTheKeysOfAllProcessesThatShareAnEnvironment() throws Exception {
    var loader = environment(Map.of("MESHSCOPE_API_PORT", "1", "MESHSCOPE_DATA_DIR", "d"));
    var loaded = loader.load(List.of(SampleConfig.defaults(), OtherConfig.defaults()));
    assertThat(loaded.get(OtherConfig.class)).isEqualTo(new OtherConfig(Path.of("d"), 1));
    assertThat(loaded.get(SampleConfig.class).dataDir()).isEqualTo(Path.of("d"));
    assertThat(problems(loader)).singleElement().asString().startsWith("MESHSCOPE_API_PORT (");
  }

  @Test
  void saysAProblemOfASharedKeyOnce() {
    var loader = fileOnly("dataDir: {}");
    var failure =
        catchThrowableOfType(
            ConfigException.class,
            () -> loader.load(List.of(SampleConfig.defaults(), OtherConfig.defaults())));
    assertThat(failure.problems()).hasSize(1);
  }

  @Test
  void leavesOtherVariablesAndEmptyOnesAlone() throws ConfigException {
    var loader =
        environment(Map.of("PATH", "/bin", "MESHSCOPE_HOME", "/opt", "MESHSCOPE_GRPC_PORT", ""));
    assertThat(loader.load(SampleConfig.defaults())).isEqualTo(SampleConfig.defaults());
  }

  @Test
  void refusesAnUnknownLogFormat() {
    assertThat(problems(environment(Map.of("MESHSCOPE_LOG_FORMAT", "xml"))))
        .singleElement()
        .asString()
        .contains("plain|json");
  }

  @ParameterizedTest
  @CsvSource({
    "MESHSCOPE_GRPC_PORT, 12x, must be a whole number",
    "MESHSCOPE_GRPC_PORT, 99999999999, is beyond the range",
    "MESHSCOPE_FORMAT, xml, 'must be one of plain-text, json'",
    "MESHSCOPE_CLICKHOUSE_URL, 'a b', must be a URL",
    "MESHSCOPE_CLICKHOUSE_URL, localhost, must be a URL with its scheme",
    "MESHSCOPE_CLICKHOUSE_IS_COMPRESSED, yes, must be true or false",
    "MESHSCOPE_CLICKHOUSE_SAMPLE_RATIO, half, must be a number",
    "MESHSCOPE_CLICKHOUSE_SAMPLE_RATIO, NaN, must be between 0.0 and 1.0",
    "MESHSCOPE_KAFKA_BATCH_SIZE, 64MB, must be a size such as",
    "MESHSCOPE_KAFKA_LINGER, 1 year, must be a duration such as",
    "MESHSCOPE_KAFKA_BOOTSTRAP_SERVERS, ',', must name at least one",
  })
  void saysWhatIsAllowed(String variable, String value, String message) {
    assertThat(problems(environment(Map.of(variable, value))))
        .singleElement()
        .asString()
        .contains("(" + variable + "): " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"just text", "- a\n- b", "a: [", "grpcPort: 1\ngrpcPort: 2"})
  void refusesAFileThatIsNoMapping(String yaml) {
    assertThat(problems(fileOnly(yaml))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"'a: [', 1", "'grpcPort: 1\n  x: 2', 2"})
  void saysInOneLineWhereAFileIsNoYaml(String yaml, int line) {
    assertThat(problems(fileOnly(yaml)))
        .singleElement()
        .asString()
        .startsWith(directory.resolve("config.yaml") + ":" + line + ": is no valid YAML: ")
        .doesNotContain("\n", " in reader", "^");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "kafka:\n"})
  void takesAFileThatSaysNothing(String yaml) throws ConfigException {
    assertThat(fileOnly(yaml).load(SampleConfig.defaults())).isEqualTo(SampleConfig.defaults());
  }

  @Test
  void refusesAFileThatIsNotThere() {
    var loader = new ConfigLoader(Optional.of(directory.resolve("none.yaml")), Map.of());
    assertThat(problems(loader)).singleElement().asString().contains("cannot be read");
  }

  @Test
  void refusesAListWhereNoneCanBe() {
    assertThat(problems(fileOnly("grpcPort: [[1]]")))
        .singleElement()
        .asString()
        .contains("one value, or a list");
  }

  @Test
  void saysWhereEachValueCameFrom() throws Exception {
    var loader =
        new ConfigLoader(
            Optional.of(file("grpcPort: 1\n")),
            Map.of(
                "MESHSCOPE_KAFKA_LINGER", "0100ms",
                "MESHSCOPE_CLICKHOUSE_URL", "http://me:pass@host:1"));
    var loaded = loader.load(List.of(SampleConfig.defaults()));
    assertThat(loaded.settings())
        .extracting(Setting::toString)
        .contains(
            "grpcPort = 1 (file)",
            "kafka.linger = 100ms (environment)",
            "dataDir = .data (default)",
            "clickhouse.url = http://me:****@host:1 (environment)",
            "tls.key =  (default)");
    loaded.logTo(LoggerFactory.getLogger(ConfigLoaderTest.class));
  }

  @Test
  void refusesTwoKeysThatWouldShareAVariable() {
    record Inner(int port) {}
    record Clash(int grpcPort, Inner grpc) {}
    assertThatIllegalStateException()
        .isThrownBy(() -> environment(Map.of()).load(new Clash(1, new Inner(2))))
        .withMessageContaining("MESHSCOPE_GRPC_PORT");
  }

  @Test
  void refusesATypeItDoesNotKnow() {
    record Unknown(Object thing) {}
    assertThatIllegalStateException()
        .isThrownBy(() -> environment(Map.of()).load(new Unknown("")))
        .withMessageContaining("thing");
  }

  private static ConfigLoader environment(Map<String, String> variables) {
    return new ConfigLoader(Optional.empty(), variables);
  }

  private ConfigLoader fileOnly(String yaml) {
    return new ConfigLoader(Optional.of(file(yaml)), Map.of());
  }

  private Path file(String content) {
    try {
      return Files.writeString(directory.resolve("config.yaml"), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> problems(ConfigLoader loader) {
    return catchThrowableOfType(ConfigException.class, () -> loader.load(SampleConfig.defaults()))
        .problems();
  }
}
