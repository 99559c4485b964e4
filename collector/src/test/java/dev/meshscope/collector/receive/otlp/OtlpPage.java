package dev.meshscope.collector.receive.otlp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The page that says how proxies are configured: what it tells people to paste is what is run. */
public final class OtlpPage {
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n# ([^\n]+)\n(.*?)```");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `(%[^`]+%)` \\| .+ \\|");
  private static final Pattern ALIASES = Pattern.compile("(?m)^\\| `([^`]+)` \\| (`[^|]+`) \\|$");

  private OtlpPage() {}

  /** A piece of configuration, by the comment on its first line. */
  public static String yaml(String title) {
    return YAML.matcher(text())
        .results()
        .filter(block -> block.group(1).equals(title))
        .map(block -> block.group(2))
        .findFirst()
        .orElseThrow();
  }

  /** Attributes and their operators, in the order of the table. */
  static Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    ROW.matcher(text()).results().forEach(row -> attributes.put(row.group(1), row.group(2)));
    return attributes;
  }

  /** Attributes and their other names. */
  static Map<String, List<String>> aliases() {
    Map<String, List<String>> aliases = new LinkedHashMap<>();
    for (MatchResult row : ALIASES.matcher(text()).results().toList()) {
      aliases.put(row.group(1), List.of(row.group(2).replace("`", "").split(", ", -1)));
    }
    return aliases;
  }

  private static String text() {
    Path root = Path.of(System.getProperty("meshscope.root", ".."));
    try {
      return Files.readString(root.resolve("docs/start/otlp.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
