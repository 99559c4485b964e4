package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.runtime.config.Check;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which alerts a receiver wants: those that all of its matchers match. */
final class Matchers {
  private static final Pattern TEXT =
      Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*(.*?)\\s*", Pattern.DOTALL);
  private static final int LENGTH_MAX = 1_000;
  private static final int MATCHERS_MAX = 50;

  /**
   * A pattern that tries everything twice takes long on a long value: the rest is not looked at.
   */
  private static final int VALUE_MAX = 1_024;

  private final List<One> all;

  private Matchers(List<One> all) {
    this.all = all;
  }

  static Matchers of(List<String> texts) {
    return new Matchers(texts.stream().map(text -> parse(text).orElseThrow()).toList());
  }

  /** Refuses what is no matcher, for the compact constructors of the configuration. */
  static void check(List<String> texts) {
    Check.inRange("matchers", texts.size(), 0, MATCHERS_MAX);
    for (String text : texts) {
      Check.require(
          parse(text).isPresent(),
          "matchers",
          "must look like label=value, label!=value, label=~regex or label!~regex, is " + text);
    }
  }

  boolean match(Map<String, String> labels) {
    return all.stream().allMatch(one -> one.matches(labels.getOrDefault(one.label(), "")));
  }

  private static Optional<One> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (text.length() > LENGTH_MAX || !parts.matches()) {
      return Optional.empty();
    }
    boolean isRegex = parts.group(2).endsWith("~");
    String value = unquoted(parts.group(3));
    try {
      Pattern pattern =
          Pattern.compile(isRegex ? "(?:" + value + ")" : Pattern.quote(value), Pattern.DOTALL);
      return Optional.of(new One(parts.group(1), parts.group(2).startsWith("!"), pattern));
    } catch (PatternSyntaxException e) {
      return Optional.empty(); // the caller says what is allowed
    }
  }

  private static String unquoted(String value) {
    boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }

  private record One(String label, boolean isNegated, Pattern pattern) {
    boolean matches(String value) {
      String looked = value.substring(0, Math.min(value.length(), VALUE_MAX));
      return pattern.matcher(looked).matches() != isNegated;
    }
  }
}
