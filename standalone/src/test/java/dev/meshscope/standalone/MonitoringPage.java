package dev.meshscope.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page that lists what the processes tell of themselves. */
final class MonitoringPage {
  private static final Set<String> SECTIONS = Set.of("Collector", "Aggregator", "Query-api");
  private static final Set<String> ALERTS = Set.of("Alerts");
  private static final String JVM = "Every process";
  private static final Pattern PREFIX = Pattern.compile("All begin with `([a-z_]+)`");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`.+?) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  private MonitoringPage() {}

  /** Every name that it lists of what always runs, in full. */
  static Set<String> names() throws IOException {
    Set<String> names = names(SECTIONS);
    names.addAll(names("", section(JVM)));
    return names;
  }

  /** Every name that it lists of what runs where there are rules, in full. */
  static Set<String> alertNames() throws IOException {
    return names(ALERTS);
  }

  private static Set<String> names(Set<String> titles) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String title : titles) {
      String section = section(title);
      Matcher prefix = PREFIX.matcher(section);
      names.addAll(names(prefix.find() ? prefix.group(1) : "", cells(section)));
    }
    return names;
  }

  private static String section(String title) throws IOException {
    Path root = Path.of(System.getProperty("meshscope.root"));
    String page = Files.readString(root.resolve("docs/operating/monitoring.md"));
    return Arrays.stream(page.split("(?m)^## ", -1))
        .filter(section -> section.lines().findFirst().orElse("").equals(title))
        .findFirst()
        .orElseThrow();
  }

  private static String cells(String section) {
    return FIRST_CELL
        .matcher(section)
        .results()
        .map(cell -> cell.group(1))
        .collect(Collectors.joining(" "));
  }

  private static Set<String> names(String prefix, String text) {
    return NAME.matcher(text)
        .results()
        .map(name -> prefix + name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
