package dev.meshscope.queryapi.alert.rule;

import java.time.Instant;
import java.util.List;

/**
 * How one file of rules is.
 *
 * @param file relative to the directory
 * @param inForce whether a version of it is in force: where there are problems, that is the last
 *     good one
 * @param problems why the file as it is now is not in force; empty where it is
 * @param since when it came to be so
 */
public record FileStatus(String file, boolean inForce, List<Problem> problems, Instant since) {
  public FileStatus {
    problems = List.copyOf(problems);
  }

  /** The same at another time. */
  FileStatus since(Instant other) {
    return new FileStatus(file, inForce, problems, other);
  }
}
