package dev.meshscope.standalone.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MacrosTest {
  private static final Instant FROM = Instant.ofEpochSecond(1_700_000_000);

  @Test
  void writesTimes() {
    assertThat(expand("v(from = $__fromTime, to = $__toTime, step = $__interval_s)", Map.of()))
        .isEqualTo("v(from = toDateTime(1700000000), to = toDateTime(1700000600), step = 30)");
  }

  @Test
  void quotesWhatWasChosen() {
    assertThat(expand("x IN (${x:singlequote})", Map.of("x", List.of("a", "it's"))))
        .isEqualTo("x IN ('a','it\\'s')");
  }

  @Test
  void leavesOutAConditionOnAll() {
    String sql = "($__conditionalAll(f(a, b) IN (${x:singlequote}) OR c, $x)) AND d";
    assertThat(expand(sql, Map.of("x", List.of("y")))).isEqualTo("(f(a, b) IN ('y') OR c) AND d");
    assertThat(expand(sql, Map.of("x", List.of(Macros.ALL)))).isEqualTo("(1=1) AND d");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expand("${nope:singlequote}", Map.of()))
        .withMessageStartingWith("no variable nope");
    assertThatIllegalArgumentException().isThrownBy(() -> expand("$__conditionalAll(a)", Map.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expand("$__conditionalAll(a, $b", Map.of()));
  }

  private static String expand(String sql, Map<String, List<String>> values) {
    return new Macros(FROM, FROM.plusSeconds(600), 30, values).expand(sql);
  }
}
