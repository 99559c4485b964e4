package dev.meshscope.collector.receive.nginx;

import java.util.Set;

/** What a format must tell; without it nothing can be said about a request. */
final class FormatNeeds {
  private static final Set<Variable> TIMES =
      Set.of(Variable.MSEC, Variable.TIME_ISO8601, Variable.TIME_LOCAL);

  private FormatNeeds() {}

  /**
   * Checks the variables of a format.
   *
   * @throws IllegalArgumentException naming the first that is missing
   */
  static void check(Set<Variable> given) {
    if (TIMES.stream().noneMatch(given::contains)) {
      throw new IllegalArgumentException("needs $msec, or else $time_iso8601 or $time_local");
    }
    need(given, Variable.REQUEST_TIME, "$request_time");
    need(given, Variable.STATUS, "$status");
    need(given, Variable.UPSTREAM_ADDR, "$upstream_addr");
  }

  /** Whether a line without a description has what cannot be a coincidence. */
  static boolean areMet(Line line) {
    return line.isGiven(Variable.REQUEST_TIME)
        && line.isGiven(Variable.STATUS)
        && line.isGiven(Variable.UPSTREAM_ADDR);
  }

  /**
   * The variable of a name in a format, which may be one that is of no use here.
   *
   * @throws IllegalArgumentException for a name that nginx does not know
   */
  static String known(String name) {
    if (!NginxVariables.isKnown(name)) {
      throw new IllegalArgumentException(
          "has the unknown variable $%s; write $%s for a variable of your own"
              .formatted(name, NginxVariables.IGNORED));
    }
    return name;
  }

  private static void need(Set<Variable> given, Variable variable, String written) {
    if (!given.contains(variable)) {
      throw new IllegalArgumentException("needs " + written);
    }
  }
}
