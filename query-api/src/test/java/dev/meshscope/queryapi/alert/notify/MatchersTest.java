package dev.meshscope.queryapi.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "severity=page ; true",
        "severity=\"page\" ; true",
        "severity = page ; true",
        "severity=pag ; false",
        "severity=.* ; false",
        "severity!=page ; false",
        "severity!=ticket ; true",
        "severity=~pa.e ; true",
        "severity=~pa ; false",
        "severity=~ticket|page ; true",
        "severity!~pa.* ; false",
        "team= ; true",
        "team!= ; false"
      })
  void matches(String matcher, boolean matches) {
    assertThat(Matchers.of(List.of(matcher)).match(Map.of("severity", "page"))).isEqualTo(matches);
  }

  @Test
  void allMustMatch() {
    Map<String, String> labels = Map.of("severity", "page", "service", "a");

    assertThat(Matchers.of(List.of()).match(labels)).isTrue();
    assertThat(Matchers.of(List.of("severity=page", "service=b")).match(labels)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "severity", "=page", "1a=b", "severity=~(", "a b=c"})
  void refusesOthers(String text) {
    assertThatThrownBy(() -> Matchers.check(List.of(text))).hasMessageStartingWith("matchers ");
  }

  @Test
  void aLongValueTakesNoLongTime() {
    Matchers matchers = Matchers.of(List.of("service=~[a-z]*b?"));

    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> matchers.match(Map.of("service", "a".repeat(1 << 20))));
  }
}
