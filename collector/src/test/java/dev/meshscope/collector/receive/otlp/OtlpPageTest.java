package dev.meshscope.collector.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The page, its pieces of configuration and the code know the same attributes. */
class OtlpPageTest {
  @Test
  void listsTheAttributesThatAreUnderstood() {
    assertThat(OtlpPage.attributes().entrySet()).containsExactlyElementsOf(expected().entrySet());
  }

  @Test
  void listsTheirOtherNames() {
    Map<String, List<String>> aliases =
        Arrays.stream(LogAttribute.values())
            .filter(attribute -> !attribute.aliases().isEmpty())
            .collect(Collectors.toMap(LogAttribute::key, LogAttribute::aliases));
    assertThat(OtlpPage.aliases()).isEqualTo(aliases);
  }

  @Test
  void tellsIstioToWriteThem() {
    Map<?, ?> mesh = (Map<?, ?>) map(OtlpPage.yaml("mesh configuration"), "meshConfig");
    Map<?, ?> provider = (Map<?, ?>) ((List<?>) at(mesh, "extensionProviders")).getFirst();
    Map<?, ?> format = (Map<?, ?>) at((Map<?, ?>) at(provider, "envoyOtelAls"), "logFormat");
    assertThat(at(format, "labels")).isEqualTo(expected());
    assertThat(at(format, "text")).as("an empty text is Istio's default").isNotEqualTo("");

    Map<?, ?> spec = (Map<?, ?>) map(OtlpPage.yaml("telemetry"), "spec");
    assertThat(spec.toString()).contains(String.valueOf(at(provider, "name")));
  }

  @Test
  void tellsEnvoyToWriteThem() {
    Object loaded = load(OtlpPage.yaml("access_log"));
    Map<?, ?> logger = (Map<?, ?>) ((List<?>) loaded).getFirst();
    Map<?, ?> attributes = (Map<?, ?>) at((Map<?, ?>) at(logger, "typed_config"), "attributes");
    Map<Object, Object> told = new LinkedHashMap<>();
    for (Object value : (List<?>) at(attributes, "values")) {
      Map<?, ?> attribute = (Map<?, ?>) value;
      told.put(at(attribute, "key"), at((Map<?, ?>) at(attribute, "value"), "string_value"));
    }
    assertThat(told.entrySet().toString()).isEqualTo(expected().entrySet().toString());
  }

  private static Map<String, String> expected() {
    Map<String, String> expected = new LinkedHashMap<>();
    for (LogAttribute attribute : LogAttribute.values()) {
      boolean isInPlaceOfTheId =
          attribute == LogAttribute.POD_NAME || attribute == LogAttribute.POD_NAMESPACE;
      if (!attribute.operator().isEmpty() && !isInPlaceOfTheId) {
        expected.put(attribute.key(), attribute.operator());
      }
    }
    return expected;
  }

  private static Object map(String yaml, String key) {
    return at((Map<?, ?>) load(yaml), key);
  }

  private static Object load(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  private static Object at(Map<?, ?> map, String key) {
    Object value = map.get(key);
    assertThat(value).as(key).isNotNull();
    return java.util.Objects.requireNonNull(value);
  }
}
