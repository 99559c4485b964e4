package dev.meshscope.standalone.grafana;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a query of a dashboard into SQL, as Grafana and its ClickHouse data source (4.20) do: first
 * the conditions on variables, then the variables, then time. Only what our dashboards use is
 * known; all else is left, and the engine refuses a dollar.
 *
 * @param from start of the chosen range
 * @param to its end
 * @param intervalSeconds between two points
 * @param values the chosen values of each variable; {@link #ALL} alone where no choice was made
 */
public record Macros(
    Instant from, Instant to, int intervalSeconds, Map<String, List<String>> values) {
  /** The value of a variable that stands for all there are. */
  public static final String ALL = "$__all";

  private static final String CONDITIONAL = "$__conditionalAll";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):singlequote}");

  public Macros {
    values = Map.copyOf(values);
  }

  /** The statement that reaches ClickHouse. */
  public String expand(String sql) {
    return variables(conditions(sql))
        .replace("$__fromTime", time(from))
        .replace("$__toTime", time(to))
        .replace("$__interval_s", Integer.toString(intervalSeconds));
  }

  /** Innermost and last first, as the plugin does. */
  private String conditions(String sql) {
    String text = sql;
    for (int at = text.lastIndexOf(CONDITIONAL); at >= 0; at = text.lastIndexOf(CONDITIONAL)) {
      Arguments arguments = Arguments.at(text, at + CONDITIONAL.length());
      if (arguments.all().size() != 2) {
        throw new IllegalArgumentException("takes a condition and a variable: " + arguments);
      }
      String variable = arguments.all().get(1).strip().replaceFirst("^\\$", "");
      boolean isAll = chosen(variable).equals(List.of(ALL));
      String condition = isAll ? "1=1" : arguments.all().getFirst();
      text = text.substring(0, at) + condition + text.substring(arguments.end());
    }
    return text;
  }

  private String variables(String sql) {
    return VARIABLE
        .matcher(sql)
        .replaceAll(match -> Matcher.quoteReplacement(quoted(chosen(match.group(1)))));
  }

  private List<String> chosen(String variable) {
    List<String> chosen = values.get(variable);
    if (chosen == null) {
      throw new IllegalArgumentException("no variable " + variable + " among " + values.keySet());
    }
    return chosen;
  }

  private static String quoted(List<String> values) {
    return String.join(
        ",", values.stream().map(value -> "'" + value.replace("'", "\\'") + "'").toList());
  }

  private static String time(Instant time) {
    return "toDateTime(" + time.getEpochSecond() + ")";
  }

  /**
   * What stands between a macro's parentheses.
   *
   * @param all split at commas outside of further parentheses
   * @param end behind the closing one
   */
  private record Arguments(List<String> all, int end) {
    static Arguments at(String text, int opening) {
      List<String> all = new ArrayList<>();
      int depth = 0;
      int start = opening + 1;
      for (int i = opening; i < text.length(); i++) {
        char c = text.charAt(i);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0 || (depth == 1 && c == ',')) {
          all.add(text.substring(start, i));
          start = i + 1;
        }
        if (depth == 0) {
          return new Arguments(all, i + 1);
        }
      }
      throw new IllegalArgumentException("a parenthesis stays open: " + text);
    }
  }
}
