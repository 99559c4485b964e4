package dev.meshscope.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.aggregator.AggregatorConfig;
import dev.meshscope.collector.CollectorConfig;
import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.runtime.config.ConfigReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of all keys says what the records say, under the heading of each process. */
class ConfigurationPageTest {
  private static final Map<String, Record> PROCESSES =
      Map.of(
          "Collector", CollectorConfig.defaults(),
          "Aggregator", AggregatorConfig.defaults(),
          "Query-api", QueryApiConfig.defaults(),
          "Standalone", StandaloneConfig.defaults());

  @Test
  void namesEveryKeyWithItsDefault() throws IOException {
    Map<String, String> sections = sections();
    assertThat(sections.keySet()).containsExactlyInAnyOrderElementsOf(PROCESSES.keySet());
    PROCESSES.forEach((process, defaults) ->
        assertThat(
                new ConfigReference(List.of(defaults))
                    .problemsOf(requireNonNull(sections.get(process))))
            .as(process)
            .isEmpty());
  }

  private static Map<String, String> sections() throws IOException {
    Path root = Path.of(System.getProperty("meshscope.root"));
    String page = Files.readString(root.resolve("docs/reference/configuration.md"));
    Map<String, String> sections = new LinkedHashMap<>();
    List<String> parts = List.of(page.split("(?m)^## "));
    for (String section : parts.subList(1, parts.size())) {
      sections.put(section.lines().findFirst().orElseThrow(), section);
    }
    return sections;
  }
}
