package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.queryapi.alert.rule.Linker.Linked;
import dev.meshscope.queryapi.alert.rule.Linker.Versions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says whether files of rules can be used, together, before a process has them. */
public final class RulesCheck {
  private final RulesConfig limits;
  private final List<Draft> drafts = new ArrayList<>();
  private final Set<Path> known = new HashSet<>();

  private RulesCheck(RulesConfig limits) {
    this.limits = limits;
  }

  /**
   * Prints a line per good file to one stream and a line per problem to the other; 0 where all are
   * good, else 1.
   *
   * @param files each a file, or a directory of them
   * @param limits of all of them together; whatever its directory is
   */
  public static int run(List<Path> files, RulesConfig limits, PrintWriter out, PrintWriter err) {
    return read(files, limits, out, err).isPresent() ? 0 : 1;
  }

  /** The same as {@link #run}, for whoever wants the rules; empty where a file has a problem. */
  public static Optional<RuleSet> read(
      List<Path> files, RulesConfig limits, PrintWriter out, PrintWriter err) {
    List<Versions> all =
        new RulesCheck(limits)
            .drafts(files).stream().map(draft -> new Versions(draft, null)).toList();
    Linked linked = Linker.link(all, limits);
    for (Versions versions : all) {
      List<Problem> problems = linked.problems().getOrDefault(versions.file(), List.of());
      problems.forEach(problem -> err.println(versions.file() + problem.text()));
      if (problems.isEmpty()) {
        out.println(versions.file() + ": " + summary(versions.fresh()));
      }
    }
    return linked.problems().isEmpty() ? Optional.of(linked.rules()) : Optional.empty();
  }

  private static String summary(Draft draft) {
    return "%s, %s, %s"
        .formatted(
            counted(draft.groups().size(), "group"),
            counted(draft.rules(), "rule"),
            counted(draft.goals().size(), "objective"));
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** What stands in each file; one that is named twice is read once. */
  private List<Draft> drafts(List<Path> files) {
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        readDirectory(file);
      } else {
        readFile(file);
      }
    }
    return drafts;
  }

  private void readDirectory(Path directory) {
    try {
      List<Path> files = RuleFolder.list(directory);
      if (files.isEmpty()) {
        drafts.add(Draft.unreadable(directory.toString(), "has no file *.yaml or *.yml in it"));
      }
      files.forEach(this::readFile);
    } catch (IOException e) {
      drafts.add(Draft.unreadable(directory.toString(), RuleFolder.reason(e)));
    }
  }

  private void readFile(Path file) {
    if (known.add(file)) {
      drafts.add(draft(file));
    }
  }

  private Draft draft(Path file) {
    if (known.size() > limits.filesMax()) {
      return Draft.unreadable(file.toString(), RuleFolder.tooMany(limits));
    }
    try {
      return RuleFolder.parse(file.toString(), RuleFolder.read(file, limits), limits);
    } catch (IOException e) {
      return Draft.unreadable(file.toString(), RuleFolder.reason(e));
    }
  }
}
