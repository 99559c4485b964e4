package dev.meshscope.queryapi.inventory;

import dev.meshscope.runtime.config.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A place in a document. Whoever reads it gets what can be used, and the rest is noted with its
 * path.
 *
 * @param node what stands there
 * @param path where it is
 * @param problems where it is noted what is wrong
 */
record DocumentNode(JsonNode node, String path, Problems problems) {
  /** The path of the whole document. */
  static final String ROOT = "document";

  /** The members of an object by name; a name that is not among the known ones is a problem. */
  Map<String, DocumentNode> members(List<String> known) {
    Map<String, DocumentNode> members = new LinkedHashMap<>();
    if (!node.isObject()) {
      wrong("must have members of its own: " + String.join(", ", known));
      return members;
    }
    node.properties()
        .forEach(member -> {
          String name = member.getKey();
          if (known.contains(name)) {
            members.put(name, new DocumentNode(member.getValue(), below(name), problems));
          } else {
            problems.add(below(cut(name)), "is no known key" + hint(name, known));
          }
        });
    return members;
  }

  /** The elements of a list. */
  List<DocumentNode> elements(int max) {
    List<DocumentNode> elements = new ArrayList<>();
    if (!node.isArray()) {
      wrong("must be a list" + (node.isNull() ? "; leave it out where there is none" : ""));
    } else if (node.size() > max) {
      wrong("has " + node.size() + " elements, at most " + max + " are allowed");
    } else {
      for (int i = 0; i < node.size(); i++) {
        elements.add(new DocumentNode(node.get(i), path + "[" + i + "]", problems));
      }
    }
    return elements;
  }

  /** The text that stands here. */
  Optional<String> text() {
    if (!node.isString()) {
      wrong("must be a text" + (node.isNumber() ? " in quotes" : ""));
      return Optional.empty();
    }
    return Optional.of(node.stringValue());
  }

  /** The whole number that stands here. */
  Optional<Integer> number(int least, int most) {
    boolean isOne = node.isIntegralNumber() && node.canConvertToInt();
    if (!isOne || node.intValue() < least || node.intValue() > most) {
      wrong("must be a whole number from " + least + " to " + most);
      return Optional.empty();
    }
    return Optional.of(node.intValue());
  }

  <T> Placed<T> placed(T value) {
    return new Placed<>(value, path);
  }

  void wrong(String detail) {
    problems.add(path, detail);
  }

  private String below(String name) {
    return path.equals(ROOT) ? name : path + "." + name;
  }

  private static String hint(String name, List<String> known) {
    return Nearest.to(cut(name), known)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("; there are " + String.join(", ", known));
  }

  private static String cut(String name) {
    String shown = Problems.shown(name);
    return shown.substring(1, shown.length() - 1);
  }
}
