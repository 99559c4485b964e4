package dev.meshscope.queryapi.alert.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.queryapi.alert.rule.Linker.Linked;
import dev.meshscope.queryapi.alert.rule.Linker.Versions;
import java.util.List;

/** Files of rules as tests write them. */
final class RuleSamples {
  static final String OBJECTIVE =
      """
      apiVersion: meshscope/v1
      kind: SLO
      metadata:
        name: NAME
      spec:
        service: bookinfo/reviews
        indicator: {availability: {}}
        objectives: [{target: 0.999}]
      """;

  private RuleSamples() {}

  /** One rule with a condition, which stands in line 5. */
  static String ruleOf(String expr) {
    return """
    groups:
    - name: one
      rules:
      - alert: A
        expr: %s
    """
        .formatted(expr);
  }

  static String objective(String name) {
    return OBJECTIVE.replace("NAME", name);
  }

  static Draft parse(String yaml) {
    return RuleFileParser.parse("rules.yaml", yaml.getBytes(UTF_8));
  }

  static List<Problem> problems(String yaml) {
    return link(yaml).problems().getOrDefault("rules.yaml", List.of());
  }

  static RuleSet rules(String yaml) {
    Linked linked = link(yaml);
    if (!linked.problems().isEmpty()) {
      throw new AssertionError(linked.problems().toString());
    }
    return linked.rules();
  }

  static Condition condition(String expr) {
    return rules(ruleOf(expr)).groups().getFirst().rules().getFirst().condition();
  }

  private static Linked link(String yaml) {
    return Linker.link(List.of(new Versions(parse(yaml), null)), RulesConfig.defaults());
  }
}
