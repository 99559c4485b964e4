package dev.meshscope.queryapi.alert.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads groups of alert rules in Prometheus' outer words. */
final class GroupReader {
  /** Begins the names of the groups that objectives make. */
  static final String OBJECTIVE_PREFIX = "objective:";

  static final int ALERTS_DEFAULT = 1000;

  private static final int ALERTS_MAX = 10_000;
  private static final int ELEMENTS_MAX = 10_000;
  private static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(15);
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<String> DOCUMENT = List.of("groups");
  private static final List<String> GROUP =
      List.of("name", "interval", "limit", "labels", "rules", "query_offset");
  private static final List<String> RULE =
      List.of("alert", "expr", "for", "keep_firing_for", "labels", "annotations", "record");

  private GroupReader() {}

  static List<Draft.Group> read(YamlNode document) {
    List<Draft.Group> groups = new ArrayList<>();
    for (YamlNode element : elements(document.members(DOCUMENT), "groups")) {
      groups.add(group(element));
    }
    return groups;
  }

  private static Draft.Group group(YamlNode node) {
    Members members = node.members(GROUP);
    members.refuse(
        "query_offset",
        "is not needed: evaluation waits until the data of its time is stored; leave it out");
    Optional<YamlNode> name = members.need("name", "bookinfo");
    name.flatMap(YamlNode::text)
        .filter(text -> text.startsWith(OBJECTIVE_PREFIX))
        .ifPresent(text ->
            members.refuse(
                "name", "must not begin with objective:, which the groups of objectives do"));
    Map<String, String> labels = members.find("labels").map(Values::labels).orElse(Map.of());
    members.need("rules", "[{alert: …, expr: …}]");
    List<Draft.Rule> rules = new ArrayList<>();
    Map<Map.Entry<String, Map<String, String>>, String> known = new HashMap<>();
    for (YamlNode element : elements(members, "rules")) {
      rule(element, labels)
          .ifPresent(rule -> {
            findTwin(rule, element, known);
            rules.add(rule);
          });
    }
    return new Draft.Group(
        name.orElse(node).place(),
        name.flatMap(Values::name).orElse(""),
        members
            .read("interval", one -> Values.duration(one, Duration.ofSeconds(1), DAY))
            .orElse(INTERVAL_DEFAULT),
        members
            .read("limit", one -> Values.whole(one, 1, ALERTS_MAX))
            .orElse((long) ALERTS_DEFAULT)
            .intValue(),
        rules);
  }

  private static Optional<Draft.Rule> rule(YamlNode node, Map<String, String> ofGroup) {
    Members members = node.members(RULE);
    if (members.has("record")) {
      members.refuse(
          "record",
          "is a recording rule, which there is none of here: every signal is stored already;"
              + " write alert and expr, or leave the rule out");
      return Optional.empty();
    }
    Optional<String> name = members.need("alert", "HighErrorRatio").flatMap(Values::name);
    Optional<DraftCondition> condition =
        members
            .need("expr", "{signal: errorRatio, over: 5m, above: 0.05}")
            .flatMap(ConditionReader::read);
    Duration hold = upToDay(members, "for");
    Duration keep = upToDay(members, "keep_firing_for");
    Map<String, String> labels = new TreeMap<>(ofGroup);
    members.find("labels").map(Values::labels).ifPresent(labels::putAll);
    Map<String, Template> annotations =
        members.find("annotations").map(Values::annotations).orElse(Map.of());
    condition.ifPresent(one -> refuseItsOwn(one, labels, node));
    if (name.isEmpty() || condition.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Draft.Rule(node.place(), name.get(), condition.get(), hold, keep, labels, annotations));
  }

  /** A label that tells a rule's alerts apart must not be overwritten with one value. */
  private static void refuseItsOwn(
      DraftCondition condition, Map<String, String> labels, YamlNode rule) {
    if (!(condition instanceof DraftCondition.Whole(Condition whole))) {
      return;
    }
    whole.labelNames().stream()
        .filter(labels::containsKey)
        .forEach(name ->
            rule.wrong("must have no label " + name + ": its condition gives it to each alert"));
  }

  /** Two rules whose alerts could not be told apart. */
  private static void findTwin(
      Draft.Rule rule, YamlNode node, Map<Map.Entry<String, Map<String, String>>, String> known) {
    String twin = known.putIfAbsent(Map.entry(rule.name(), rule.labels()), node.path());
    if (twin != null) {
      node.wrong(
          "has the alert and labels of "
              + twin
              + ", so that their alerts could not be told apart: give it another label or name");
    }
  }

  private static Duration upToDay(Members members, String name) {
    return members
        .read(name, node -> Values.duration(node, Duration.ZERO, DAY))
        .orElse(Duration.ZERO);
  }

  private static List<YamlNode> elements(Members members, String name) {
    return members.find(name).map(node -> node.elements(ELEMENTS_MAX)).orElse(List.of());
  }
}
