package dev.meshscope.queryapi.alert.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a file: groups of rules, objectives, or both in documents of their own. */
final class RuleFileParser {
  private RuleFileParser() {}

  /** Reads what one file says; where there are problems, it is not to be used. */
  static Draft parse(String file, byte[] content) {
    FileProblems problems = new FileProblems();
    List<Draft.Group> groups = new ArrayList<>();
    List<Draft.Goal> goals = new ArrayList<>();
    if (isBlank(content)) {
      return Draft.unreadable(file, "is empty: write rules, or remove the file to end its rules");
    }
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
    return new Draft(file, groups, goals, problems.all());
  }

  /** As a file is for a moment while somebody writes it. */
  private static boolean isBlank(byte[] content) {
    return IntStream.range(0, content.length).allMatch(i -> content[i] >= 0 && content[i] <= ' ');
  }

  private static void refuse(YamlNode document) {
    document.members(List.of("groups", "apiVersion", "kind", "metadata", "spec"));
    document.wrong(
        "must have groups (of rules), or apiVersion, kind, metadata and spec (an objective)");
  }
}
