package dev.meshscope.queryapi.alert.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RulesCheck;
import dev.meshscope.queryapi.alert.rule.RulesConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which alerts are told of which rule, where all rules have one name. */
final class RuleListTest {
  private static final String OBJECTIVE =
      """
      apiVersion: meshscope/v1
      kind: SLO
      metadata: {name: pay}
      spec:
        service: shop/pay
        indicator: {availability: {}}
        timeWindow: [{duration: 30d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{target: 0.999}]
      """;

  @TempDir private Path directory;
  private RuleGroup group;

  @BeforeEach
  void read() throws Exception {
    Path file = Files.writeString(directory.resolve("pay.yaml"), OBJECTIVE);
    PrintWriter problems = new PrintWriter(new StringWriter());
    group =
        RulesCheck.read(List.of(file), RulesConfig.defaults(), problems, problems)
            .orElseThrow()
            .groups()
            .getFirst();
    assertThat(group.rules()).hasSize(4);
  }

  @Test
  void anAlertIsOfTheRowOfItsLabels() {
    Alert third = alert(group.name(), 2, AlertState.FIRING);
    Alert first = alert(group.name(), 0, AlertState.RESOLVED);
    Alert other = alert("objective:other", 1, AlertState.FIRING);

    var told = told(Optional.of(List.of(third, first, other)));

    assertThat(told).extracting(RuleList.Rule::alerts).containsExactly(1, 0, 1, 0);
    assertThat(told)
        .extracting(RuleList.Rule::state)
        .containsExactly("resolved", null, "firing", null);
  }

  @Test
  void anAlertOfARowThatIsNoMoreIsOfNone() {
    Alert gone = alert(group.name(), 3, AlertState.FIRING);
    SortedMap<String, String> labels = new TreeMap<>(gone.labels());
    labels.put("long", "2h");
    Alert before =
        new Alert(
            gone.rule(), labels, gone.annotations(), gone.state(), gone.times(), gone.evidence());

    assertThat(told(Optional.of(List.of(before))))
        .extracting(RuleList.Rule::alerts)
        .containsOnly(0);
  }

  @Test
  void alertsThatAreNotKnownAreLeftOut() {
    assertThat(told(Optional.empty()))
        .hasSize(4)
        .allSatisfy(rule -> {
          assertThat(rule.alerts()).isNull();
          assertThat(rule.state()).isNull();
          assertThat(rule.health()).isEqualTo("unknown");
        });
  }

  private List<RuleList.Rule> told(Optional<List<Alert>> alerts) {
    return RuleList.Group.of(group, Optional.empty(), alerts).rules();
  }

  private Alert alert(String ofGroup, int row, AlertState state) {
    var rule = group.rules().get(row);
    SortedMap<String, String> labels = new TreeMap<>(rule.labels());
    labels.put("alertname", rule.name());
    return new Alert(
        new Alert.Rule(ofGroup, rule.name()),
        labels,
        new TreeMap<>(),
        state,
        new Alert.Times(Instant.EPOCH, Instant.EPOCH, null),
        new Alert.Evidence(Instant.EPOCH, 20.0, 1.0, true, false, List.of()));
  }
}
