package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.runtime.config.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A place in a document of rules. Whoever reads it gets what can be used, and the rest is noted
 * with its line.
 *
 * @param node what stands there
 * @param path where it is
 * @param problems where it is noted what is wrong
 */
record YamlNode(Node node, String path, FileProblems problems) {
  /** Of a text, in characters. */
  static final int TEXT_MAX = 4096;

  private static final List<String> NULLS = List.of("", "~", "null", "Null", "NULL");

  Place place() {
    return placeOf(node, path);
  }

  void wrong(String reason) {
    problems.add(place().problem(reason));
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  boolean isScalar() {
    return node instanceof ScalarNode;
  }

  boolean isNull() {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && NULLS.contains(scalar.getValue());
  }

  /** The members of a mapping; a name that is not among the known ones is a problem. */
  Members members(List<String> known) {
    Map<String, YamlNode> members = new LinkedHashMap<>();
    everyMember("must have keys of its own: " + String.join(", ", known))
        .forEach((name, member) -> {
          if (known.contains(name)) {
            members.put(name, member);
          } else {
            member.wrong("is no known key" + hint(name, known));
          }
        });
    return new Members(this, members);
  }

  /** The members of a mapping with names that somebody chose. */
  Map<String, YamlNode> freeMembers() {
    return everyMember("must be a mapping of names to texts");
  }

  /** The first member of that name; what else is wrong is for whoever reads the members. */
  Optional<YamlNode> find(String name) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple member : mapping.getValue()) {
        if (member.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
          return Optional.of(new YamlNode(member.getValueNode(), below(name), problems));
        }
      }
    }
    return Optional.empty();
  }

  private Map<String, YamlNode> everyMember(String rule) {
    Map<String, YamlNode> members = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      wrong(rule);
      return members;
    }
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        problems.add(placeOf(member.getKeyNode(), path).problem("has a key that is no text"));
        continue;
      }
      String below = below(FileProblems.cut(key.getValue()));
      YamlNode value = new YamlNode(member.getValueNode(), below, problems);
      if (members.putIfAbsent(key.getValue(), value) != null) {
        problems.add(placeOf(key, below).problem("stands there twice"));
      }
    }
    return members;
  }

  /** The elements of a list. */
  List<YamlNode> elements(int max) {
    List<YamlNode> elements = new ArrayList<>();
    if (!(node instanceof SequenceNode sequence)) {
      wrong("must be a list" + (isNull() ? "; leave it out where there is none" : ""));
      return elements;
    }
    List<Node> nodes = sequence.getValue();
    if (nodes.size() > max) {
      wrong("has " + nodes.size() + " elements, at most " + max + " are allowed");
      return elements;
    }
    for (int i = 0; i < nodes.size(); i++) {
      elements.add(new YamlNode(nodes.get(i), path + "[" + i + "]", problems));
    }
    return elements;
  }

  /** The text that stands here, whether in quotes or not. */
  Optional<String> text() {
    if (!(node instanceof ScalarNode scalar)) {
      wrong("must be a text");
      return Optional.empty();
    }
    if (isNull()) {
      wrong("has no value; leave it out where there is none");
      return Optional.empty();
    }
    if (scalar.getValue().length() > TEXT_MAX) {
      wrong("is longer than " + TEXT_MAX + " characters");
      return Optional.empty();
    }
    return Optional.of(scalar.getValue());
  }

  private String below(String name) {
    return path.equals(Place.ROOT) ? name : path + "." + name;
  }

  private static Place placeOf(Node node, String path) {
    return node.getStartMark()
        .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1, path))
        .orElseGet(() -> new Place(1, 1, path));
  }

  private static String hint(String name, List<String> known) {
    return Nearest.to(FileProblems.cut(name), known)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("; there are " + String.join(", ", known));
  }
}
