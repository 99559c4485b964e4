package dev.meshscope.runtime.config;

import java.util.List;

/** The configuration cannot be used; every reason is listed, each on one line. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(text(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * One line per problem: the key, where the value came from, what is wrong and what is allowed.
   */
  public List<String> problems() {
    return problems;
  }

  private static String text(List<String> problems) {
    String head =
        problems.size() == 1
            ? "The configuration has a problem:"
            : "The configuration has " + problems.size() + " problems:";
    return head + "\n  " + String.join("\n  ", problems);
  }
}
