package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The mesh reports over OTLP as docs/start/otlp.md tells people to. */
class OtlpJsonTest {
  private static final Pattern IN_ENVOY =
      Pattern.compile("(?m)^ +- \\{key: (\\S+), value: \\{string_value: \"(%.+%)\"}}$");
  private static final Pattern IN_ISTIO = Pattern.compile("(?m)^ {10}(\\w+): \"(%.+%)\"$");
  private static final Pattern IN_TABLE = Pattern.compile("(?m)^\\| `(\\S+)` \\| `(%.+%)` \\|");

  @Test
  void logsTheAttributesThatAreRecommended() throws IOException {
    Map<String, String> logged = new LinkedHashMap<>();
    new JsonMapper()
        .readTree(OtlpJson.accessLog())
        .at("/typed_config/attributes/values")
        .forEach(attribute ->
            logged.put(
                attribute.at("/key").asString(), attribute.at("/value/string_value").asString()));
    assertThat(pairs(IN_ENVOY)).containsExactlyEntriesOf(logged);
    assertThat(pairs(IN_ISTIO)).containsExactlyEntriesOf(logged);
    assertThat(pairs(IN_TABLE)).containsExactlyEntriesOf(logged);
  }

  @Test
  void tracesAsIsRecommended() throws IOException {
    Pod pod = new Bookinfo(new Subnet(20, 0)).spansOnly();
    JsonNode tracing =
        new JsonMapper().readTree("{" + OtlpJson.tracing(pod) + "\"end\": 0}").path("tracing");
    assertThat(page())
        .contains(
            "random_sampling: {value: %d}".formatted(tracing.at("/random_sampling/value").asInt()),
            "name: " + tracing.at("/provider/name").asString(),
            "\"@type\": " + tracing.at("/provider/typed_config/@type").asString());
  }

  private static Map<String, String> pairs(Pattern pattern) throws IOException {
    Map<String, String> pairs = new LinkedHashMap<>();
    pattern.matcher(page()).results().forEach(found -> pairs.put(found.group(1), found.group(2)));
    return pairs;
  }

  private static String page() throws IOException {
    Path root = Path.of(System.getProperty("meshscope.root", ".."));
    return Files.readString(root.resolve("docs/start/otlp.md"));
  }
}
