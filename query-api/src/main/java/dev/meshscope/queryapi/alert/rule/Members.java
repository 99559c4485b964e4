package dev.meshscope.queryapi.alert.rule;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The members of a mapping.
 *
 * @param parent whose they are
 * @param byName those that are there and known
 */
record Members(YamlNode parent, Map<String, YamlNode> byName) {
  boolean has(String name) {
    return byName.containsKey(name);
  }

  Optional<YamlNode> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** A member that must be there; where it is not, an example says what it looks like. */
  Optional<YamlNode> need(String name, String example) {
    YamlNode member = byName.get(name);
    if (member == null && parent.isMapping()) {
      parent.wrong("must have " + name + ", such as " + name + ": " + example);
    }
    return Optional.ofNullable(member);
  }

  /** What a member says; empty where it is not there or wrong. */
  <T> Optional<T> read(String name, Function<YamlNode, Optional<T>> reader) {
    return find(name).flatMap(reader);
  }

  /** Refuses a member that other tools know. */
  void refuse(String name, String reason) {
    find(name).ifPresent(member -> member.wrong(reason));
  }
}
