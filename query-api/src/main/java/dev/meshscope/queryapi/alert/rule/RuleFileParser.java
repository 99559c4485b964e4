package dev.meshscope.queryapi.alert.rule;

import java.util.ArrayList;
import java.util.List;

/** Reads a file: groups of rules, objectives, or both in documents of their own. */
final class RuleFileParser {
  /** As a file is for a moment while somebody writes it. */
  private static final String NOTHING =
      "has no group and no objective: write one, or remove the file to end its rules";

  private RuleFileParser() {}

  /** Reads what one file says; where there are problems, it is not to be used. */
  static Draft parse(String file, byte[] content) {
    FileProblems problems = new FileProblems();
    List<Draft.Group> groups = new ArrayList<>();
    List<Draft.Goal> goals = new ArrayList<>();
    for (YamlNode document : YamlDocuments.read(content, problems)) {
      if (document.find("groups").isPresent()) {
        groups.addAll(GroupReader.read(document));
      } else if (document.find("apiVersion").isPresent() || document.find("kind").isPresent()) {
        ObjectiveReader.read(document, file)
            .ifPresent(read -> {
              goals.add(read.goal());
              read.policy().ifPresent(groups::add);
            });
      } else {
        refuse(document);
      }
    }
    Draft draft = new Draft(file, groups, goals, problems.all());
    return draft.equals(new Draft(file, List.of(), List.of(), List.of()))
        ? Draft.unreadable(file, NOTHING)
        : draft;
  }

  private static void refuse(YamlNode document) {
    document.members(List.of("groups", "apiVersion", "kind", "metadata", "spec"));
    document.wrong(
        "must have groups (of rules), or apiVersion, kind, metadata and spec (an objective)");
  }
}
