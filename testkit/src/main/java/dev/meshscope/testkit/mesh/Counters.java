package dev.meshscope.testkit.mesh;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counters and gauges of one Envoy at one moment, by full name. One that Envoy has not touched yet
 * is absent there and 0 here.
 */
record Counters(Map<String, Long> values) {
  private static final Pattern NUMBER = Pattern.compile("(?<name>.+): (?<value>[0-9]{1,18})");

  Counters {
    values = Map.copyOf(values);
  }

  /** Reads lines of {@code name: number}; histograms and texts are left out. */
  static Counters parse(String lines) {
    Map<String, Long> values = new HashMap<>();
    lines
        .lines()
        .map(NUMBER::matcher)
        .filter(Matcher::matches)
        .forEach(m -> values.put(m.group("name"), Long.parseLong(m.group("value"))));
    return new Counters(values);
  }

  long get(String name) {
    return values.getOrDefault(name, 0L);
  }

  /** Every value that starts with {@code prefix}, under the rest of its name. */
  void forEach(String prefix, BiConsumer<String, Long> consumer) {
    values.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        consumer.accept(name.substring(prefix.length()), value);
      }
    });
  }

  /** What was added since {@code earlier}. */
  Counters minus(Counters earlier) {
    Map<String, Long> added = new HashMap<>();
    values.forEach((name, value) -> added.put(name, value - earlier.get(name)));
    added.values().removeIf(value -> value == 0);
    return new Counters(added);
  }
}
