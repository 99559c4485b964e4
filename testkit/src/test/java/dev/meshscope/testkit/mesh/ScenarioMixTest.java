package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScenarioMixTest {
  @Test
  void sendsTheSameForTheSameSeed() {
    assertThat(sequence(5)).isEqualTo(sequence(5)).isNotEqualTo(sequence(6));
  }

  @Test
  void picksByWeight() {
    ScenarioMix mix = new ScenarioMix(Map.of(Scenario.BROWSE, 3, Scenario.TCP, 1));
    SplittableRandom random = new SplittableRandom(1);
    long browses =
        IntStream.range(0, 10_000).filter(i -> mix.pick(random) == Scenario.BROWSE).count();
    assertThat(browses).isBetween(7_300L, 7_700L);
  }

  @Test
  void holdsEveryScenarioIfAskedForEverything() {
    assertThat(ScenarioMix.everything().weights()).containsOnlyKeys(Scenario.values());
    assertThat(ScenarioMix.only(Scenario.TCP).pick(new SplittableRandom(1)))
        .isEqualTo(Scenario.TCP);
  }

  @Test
  void outcomesAndWaysAreEverything() {
    Set<Scenario> both = EnumSet.copyOf(ScenarioMix.outcomes().weights().keySet());
    both.addAll(ScenarioMix.ways().weights().keySet());
    assertThat(both).containsExactlyInAnyOrder(Scenario.values());
    assertThat(ScenarioMix.outcomes().weights()).doesNotContainKeys(Scenario.DENIED, Scenario.OTLP);
    assertThat(ScenarioMix.ways().weights()).doesNotContainKey(Scenario.TIMEOUT);
  }

  @Test
  void refusesNothingAndLessThanOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ScenarioMix(Map.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScenarioMix(Map.of(Scenario.BROWSE, 0)));
  }

  private static List<Scenario> sequence(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ScenarioMix mix = ScenarioMix.everything();
    return IntStream.range(0, 200).mapToObj(i -> mix.pick(random)).toList();
  }
}
