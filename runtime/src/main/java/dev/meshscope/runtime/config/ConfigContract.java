package dev.meshscope.runtime.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What each process tests about its configuration: its defaults, that every key reaches its place
 * from the file and from the environment, and that what is out of range is refused by its key. A
 * key that a test forgot fails the test, as {@link AssertionError}.
 */
public final class ConfigContract {
  private final Record defaults;
  private final Map<String, ValueType> keys;

  public ConfigContract(Record defaults) {
    this.defaults = defaults;
    this.keys = Shape.of(defaults.getClass()).keys();
  }

  /** Each key has the given default, written canonically; an absent one is the empty text. */
  public void hasDefaults(Map<String, String> expected) {
    var actual = new TreeMap<String, String>();
    new ConfigReference(List.of(defaults))
        .settings()
        .forEach(setting -> actual.put(setting.key(), setting.value()));
    compare("defaults", new TreeMap<>(expected), actual);
  }

  /** Each key takes the given value, other than its default, from the file and the environment. */
  public void maps(Map<String, String> values) {
    covers(keys, values.keySet(), "a value for the mapping");
    var plain = new ConfigReference(List.of(defaults)).settings();
    for (Setting setting : plain) {
      if (setting.value().equals(values.get(setting.key()))) {
        throw new AssertionError(setting.key() + ": give a value other than its default");
      }
    }
    var variables = new LinkedHashMap<String, String>();
    values.forEach((key, value) -> variables.put(Shape.variable(key), value));
    compare("from the environment", shown(values), load(Optional.empty(), variables));
    compare("from a file", shown(values), loadFile(values));
  }

  /**
   * Each of the given texts is refused with exactly one problem that names the key. Every key of
   * numbers, durations and sizes needs one that is out of range.
   */
  public void rejects(Map<String, List<String>> texts) {
    var bounded = new TreeMap<>(keys);
    bounded.values().removeIf(type -> type.kind() != ValueType.Kind.BOUNDED);
    covers(bounded, texts.keySet(), "a value out of range");
    keys.forEach((key, type) -> {
      if (type.kind() == ValueType.Kind.BOUNDED || type.kind() == ValueType.Kind.CHOICE) {
        rejected(key, "\\no such value\\");
      }
    });
    texts.forEach((key, bad) -> bad.forEach(text -> rejected(key, text)));
  }

  private void rejected(String key, String text) {
    var loader = new ConfigLoader(Optional.empty(), Map.of(Shape.variable(key), text));
    try {
      loader.load(List.of(defaults));
    } catch (ConfigException e) {
      if (e.problems().size() != 1 || !e.problems().getFirst().startsWith(key + " (")) {
        throw new AssertionError(key + "=" + text + " gave other problems: " + e.problems(), e);
      }
      return;
    }
    throw new AssertionError(key + " takes " + text + ", which should be refused");
  }

  private Map<String, String> shown(Map<String, String> values) {
    var shown = new TreeMap<String, String>();
    values.forEach((key, text) -> shown.put(key, ValueType.render(type(key).parse(text))));
    return shown;
  }

  private ValueType type(String key) {
    return Objects.requireNonNull(keys.get(key));
  }

  private Map<String, String> loadFile(Map<String, String> values) {
    try {
      Path file = Files.createTempFile("meshscope-config", ".yaml");
      try {
        Files.writeString(file, yaml(values), StandardCharsets.UTF_8);
        return load(Optional.of(file), Map.of());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError("cannot write a temporary file", e);
    }
  }

  private Map<String, String> load(Optional<Path> file, Map<String, String> environment) {
    try {
      return new ConfigLoader(file, environment)
          .load(List.of(defaults)).settings().stream()
              .collect(Collectors.toMap(Setting::key, Setting::value, (a, b) -> b, TreeMap::new));
    } catch (ConfigException e) {
      throw new AssertionError("the mapping is refused: " + e.getMessage(), e);
    }
  }

  /** Nested keys of one record must be adjacent in YAML, so they are written as a tree. */
  private static String yaml(Map<String, String> values) {
    var lines = new ArrayList<String>();
    String[] open = {};
    for (var entry : new TreeMap<>(values).entrySet()) {
      String[] path = entry.getKey().split("\\.", -1);
      int shared = 0;
      while (shared < path.length - 1
          && shared < open.length
          && path[shared].equals(open[shared])) {
        shared++;
      }
      for (int depth = shared; depth < path.length - 1; depth++) {
        lines.add("  ".repeat(depth) + path[depth] + ":");
      }
      lines.add(
          "  ".repeat(path.length - 1) + path[path.length - 1] + ": '" + entry.getValue() + "'");
      open = List.of(path).subList(0, path.length - 1).toArray(String[]::new);
    }
    return String.join("\n", lines) + "\n";
  }

  private static void covers(Map<String, ?> needed, java.util.Set<String> given, String what) {
    var lacking = new TreeSet<>(needed.keySet());
    lacking.removeAll(given);
    if (!lacking.isEmpty()) {
      throw new AssertionError("these keys need " + what + ": " + lacking);
    }
  }

  private static void compare(
      String what, Map<String, String> expected, Map<String, String> actual) {
    var differing = new TreeSet<String>();
    var all = new TreeSet<>(expected.keySet());
    all.addAll(actual.keySet());
    for (String key : all) {
      String wanted = expected.get(key);
      String found = actual.get(key);
      if (!Objects.equals(wanted, found)) {
        differing.add(key + ": expected " + wanted + ", is " + found);
      }
    }
    if (!differing.isEmpty()) {
      throw new AssertionError(what + ":\n  " + String.join("\n  ", differing));
    }
  }
}
