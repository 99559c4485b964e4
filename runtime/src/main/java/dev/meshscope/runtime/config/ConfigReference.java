package dev.meshscope.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The reference table of configuration keys, and the check that a page still says the truth. */
public final class ConfigReference {
  private static final Pattern KEY_CELL = Pattern.compile("\\|\\s*`([^`]+)`\\s*\\|.*");

  private final Map<String, Setting> settings = new TreeMap<>();

  public ConfigReference(List<? extends Record> defaults) {
    var describer = new Describer(Map.of(), settings);
    defaults.forEach(record -> describer.describe(Shape.of(record.getClass()), record, ""));
  }

  /** The default of every key, ordered by key. */
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  /** The whole table in Markdown; the last column, what the key is for, is left to the writer. */
  public String table() {
    var table = new StringBuilder("| Key | Variable | Type | Default | Meaning |\n");
    table.append("|---|---|---|---|---|\n");
    settings.values().forEach(setting -> table.append(row(setting)).append("  |\n"));
    return table.toString();
  }

  /** What is wrong with a page: keys it lacks, keys nobody has, rows that say something else. */
  public List<String> problemsOf(String page) {
    var rows = new TreeMap<String, String>();
    page.lines()
        .map(KEY_CELL::matcher)
        .filter(match -> match.matches())
        .forEach(match -> rows.put(match.group(1), match.group()));
    var problems = new ArrayList<String>();
    settings.forEach((key, setting) -> {
      String row = rows.remove(key);
      if (row == null || !row.startsWith(row(setting)) || meaning(row, setting).isBlank()) {
        problems.add("needs the row: " + row(setting) + " … |");
      }
    });
    rows.keySet().forEach(key -> problems.add("has a row for a key that nobody knows: " + key));
    return problems;
  }

  private static String row(Setting setting) {
    String value = setting.value().isEmpty() ? "none" : "`" + setting.value() + "`";
    return "| `%s` | `%s` | %s | %s |"
        .formatted(setting.key(), setting.variable(), setting.type(), value);
  }

  private static String meaning(String row, Setting setting) {
    return row.substring(row(setting).length()).replace("|", "");
  }
}
