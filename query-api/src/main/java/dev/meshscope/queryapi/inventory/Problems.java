package dev.meshscope.queryapi.inventory;

import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with one document; only so much of it is kept. One owner. */
final class Problems {
  static final int MAX = 100;
  private static final int SHOWN_MAX = 100;

  private final List<DocumentProblem> problems = new ArrayList<>();
  private int count;

  void add(String path, String detail) {
    count++;
    if (problems.size() < MAX) {
      problems.add(new DocumentProblem(path, detail));
    }
  }

  /** How many there are, also of those that were not kept. */
  int count() {
    return count;
  }

  List<DocumentProblem> all() {
    return List.copyOf(problems);
  }

  /** A value as a message may repeat it: short, in quotes, without control characters. */
  static String shown(String value) {
    String cut = value.length() > SHOWN_MAX ? value.substring(0, SHOWN_MAX) + "…" : value;
    return "'" + cut.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
