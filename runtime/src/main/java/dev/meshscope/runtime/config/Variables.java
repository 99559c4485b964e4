package dev.meshscope.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads environment variables into values by key, and refuses those with our prefix that nobody
 * knows. An empty variable counts as not set, because that is how Compose files leave one out.
 */
final class Variables {
  private final Map<String, String> environment;
  private final Map<String, ValueType> keys;
  private final Map<String, Raw> values;
  private final List<String> problems;

  Variables(
      Map<String, String> environment,
      Map<String, ValueType> keys,
      Map<String, Raw> values,
      List<String> problems) {
    this.environment = environment;
    this.keys = keys;
    this.values = values;
    this.problems = problems;
  }

  /** Adds the values of the environment over those of the file. */
  void read() {
    Map<String, String> names = names();
    new TreeMap<>(environment)
        .forEach((name, text) -> {
          if (name.startsWith(Environment.PREFIX) && !text.isEmpty()) {
            take(name, text, names);
          }
        });
  }

  private void take(String name, String text, Map<String, String> names) {
    String key = names.get(name);
    if (key == null) {
      notAKey(name, text, names);
      return;
    }
    boolean isFile = !name.equals(Shape.variable(key));
    values.put(key, new Raw(isFile ? "@" + text : text, Setting.Origin.ENVIRONMENT, name));
  }

  private void notAKey(String name, String text, Map<String, String> names) {
    Pattern allowed = Environment.RESERVED.get(name);
    if (allowed == null) {
      String nearest =
          Nearest.to(name, names.keySet()).map(known -> "; did you mean " + known + "?").orElse("");
      problems.add(name + " (environment): is no known variable" + nearest);
    } else if (!allowed.matcher(text).matches()) {
      problems.add(name + " (environment): must be one of " + allowed + ", is \"" + text + "\"");
    }
  }

  private Map<String, String> names() {
    var names = new LinkedHashMap<String, String>();
    keys.forEach((key, type) -> {
      add(names, Shape.variable(key), key);
      if (type.kind() == ValueType.Kind.SECRET) {
        add(names, Shape.variable(key) + Environment.FILE_SUFFIX, key);
      }
    });
    return names;
  }

  private static void add(Map<String, String> names, String name, String key) {
    String other = names.put(name, key);
    if (other != null) {
      throw new IllegalStateException(key + " and " + other + " share the variable " + name);
    }
  }
}
