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
  private static final RulesConfig LIMITS = RulesConfig.defaults();

  private RulesCheck() {}

  /**
   * Prints a line per good file to one stream and a line per problem to the other; 0 where all are
   * good, else 1.
   *
   * @param files each a file, or a directory of them
   */
  public static int run(List<Path> files, PrintWriter out, PrintWriter err) {
    return read(files, out, err).isPresent() ? 0 : 1;
  }

  /** The same, for whoever wants the rules; empty where a file has a problem. */
  public static Optional<RuleSet> read(List<Path> files, PrintWriter out, PrintWriter err) {
    List<Versions> drafts = new ArrayList<>();
    drafts(files).forEach(draft -> drafts.add(new Versions(draft, null)));
    Linked linked = Linker.link(drafts, LIMITS);
    for (Versions versions : drafts) {
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
  private static List<Draft> drafts(List<Path> files) {
    List<Draft> drafts = new ArrayList<>();
    Set<Path> known = new HashSet<>();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        drafts.addAll(ofDirectory(file, known));
      } else if (known.add(file)) {
        drafts.add(draft(file));
      }
    }
    return drafts;
  }

  private static List<Draft> ofDirectory(Path directory, Set<Path> known) {
    try {
      List<Path> files = RuleFolder.list(directory);
      return files.isEmpty()
          ? List.of(Draft.unreadable(directory.toString(), "has no file *.yaml or *.yml in it"))
          : files.stream().filter(known::add).map(RulesCheck::draft).toList();
    } catch (IOException e) {
      return List.of(Draft.unreadable(directory.toString(), RuleFolder.reason(e)));
    }
  }

  private static Draft draft(Path file) {
    try {
      return RuleFolder.parse(file.toString(), RuleFolder.read(file, LIMITS), LIMITS);
    } catch (IOException e) {
      return Draft.unreadable(file.toString(), RuleFolder.reason(e));
    }
  }
}
