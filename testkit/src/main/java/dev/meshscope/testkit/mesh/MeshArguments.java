package dev.meshscope.testkit.mesh;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arguments of {@link MeshMain}.
 *
 * @param collector where the proxies report to
 * @param plan what the users send
 * @param directory where configurations and logs go; empty for a temporary one
 */
record MeshArguments(Collector collector, LoadPlan plan, Optional<Path> directory) {
  private static final Set<String> NAMES =
      Set.of(
          "--collector",
          "--rate",
          "--requests",
          "--duration",
          "--concurrency",
          "--seed",
          "--directory");

  /**
   * Every argument is a name and a value.
   *
   * @throws IllegalArgumentException that says which one is wrong
   */
  static MeshArguments parse(String... arguments) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!NAMES.contains(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            arguments[i] + " is unknown or has no value; known: " + String.join(" ", sorted()));
      }
      values.put(arguments[i], arguments[i + 1]);
    }
    String collector = values.get("--collector");
    if (collector == null) {
      throw new IllegalArgumentException("--collector host:port is missing");
    }
    return new MeshArguments(
        Collector.parse(collector),
        plan(values),
        Optional.ofNullable(values.get("--directory")).map(Path::of));
  }

  private static LoadPlan plan(Map<String, String> values) {
    String duration = values.getOrDefault("--duration", "");
    return new LoadPlan(
        ScenarioMix.everything(),
        Double.parseDouble(values.getOrDefault("--rate", "50")),
        Long.parseLong(values.getOrDefault("--requests", String.valueOf(Long.MAX_VALUE))),
        duration.isEmpty() ? LoadPlan.FOR_EVER : duration(duration),
        Integer.parseInt(values.getOrDefault("--concurrency", "64")),
        Long.parseLong(values.getOrDefault("--seed", "1")));
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse("PT" + text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a duration like 90s or 5m: " + text, e);
    }
  }

  private static List<String> sorted() {
    return NAMES.stream().sorted().toList();
  }
}
