package dev.meshscope.queryapi.alert.rule;

import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with one file; only so much of it is kept. One owner. */
final class FileProblems {
  static final int MAX = 100;
  private static final int SHOWN_MAX = 100;

  private final List<Problem> problems = new ArrayList<>();
  private int count;

  void add(Problem problem) {
    count++;
    if (count <= MAX) {
      problems.add(problem);
    }
  }

  /** The first {@value #MAX}, and how many more there are. */
  List<Problem> all() {
    if (count <= MAX) {
      return List.copyOf(problems);
    }
    List<Problem> all = new ArrayList<>(problems);
    all.add(Problem.ofFile("and " + (count - MAX) + " more problems"));
    return List.copyOf(all);
  }

  /** A value as a message may repeat it: short, in quotes, without control characters. */
  static String shown(String value) {
    return "'" + cut(value) + "'";
  }

  /** The same without quotes. */
  static String cut(String value) {
    String cut = value.length() > SHOWN_MAX ? value.substring(0, SHOWN_MAX) + "…" : value;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
