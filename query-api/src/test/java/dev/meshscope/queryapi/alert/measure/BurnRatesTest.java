package dev.meshscope.queryapi.alert.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.measure.Badness.Events;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Selectors;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Budgets and burn rates are exact at their bounds. */
final class BurnRatesTest {
  private static final long SEED = 7;
  private static final Duration MONTH = Duration.ofDays(30);

  @Test
  void factorThatIsJustReachedIsNotPassed() {
    // In binary 1 − 0.9 is below a tenth, and 10 of 100 would be above it.
    assertThat(BurnRates.isFaster(objective(0.9), new Events(10, 100), 1)).isFalse();
    assertThat(BurnRates.isFaster(objective(0.9), new Events(11, 100), 1)).isTrue();
    assertThat(BurnRates.isFaster(objective(0.999), new Events(144, 10_000), 14.4)).isFalse();
    assertThat(BurnRates.isFaster(objective(0.999), new Events(145, 10_000), 14.4)).isTrue();
    assertThat(BurnRates.value(objective(0.9), new Events(10, 100))).isEqualTo(1.0);
  }

  @Test
  void nothingBurnsWithoutRequests() {
    assertThat(BurnRates.isFaster(objective(0.9), new Events(0, 0), 0.1)).isFalse();
    assertThat(BurnRates.value(objective(0.9), new Events(0, 0))).isNull();
  }

  @Test
  void wholeNumbersDecideLikeFractions() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 10_000; i++) {
      long total = random.nextLong(1, 1_000_000);
      long bad = random.nextLong(total + 1);
      int budgetPerMille = random.nextInt(1, 500);
      int factorTenths = random.nextInt(1, 300);
      boolean expected = bad * 10_000 > total * budgetPerMille * factorTenths;
      Objective objective = objective((1_000 - budgetPerMille) / 1_000.0);
      assertThat(BurnRates.isFaster(objective, new Events(bad, total), factorTenths / 10.0))
          .as("seed %d, step %d", SEED, i)
          .isEqualTo(expected);
    }
  }

  @Test
  void budgetLastsAsLongAsTheLastHourSays() {
    var half =
        ObjectiveQuery.errorBudget(objective(0.99), new Events(50, 10_000), new Events(5, 9));
    assertThat(half.allowedBad()).isEqualTo(100);
    assertThat(half.consumed()).isEqualTo(0.5);
    assertThat(half.remaining()).isEqualTo(0.5);
    assertThat(half.exhaustedInSeconds()).isEqualTo(10 * 3_600);
  }

  /** A day without a fault, then ten times what is allowed: the budget lasts 1.5 h, not 43. */
  @Test
  void budgetOfTrafficThatIsYoungerThanTheWindowIsSmall() {
    var young =
        ObjectiveQuery.errorBudget(
            objective(0.999), new Events(1_000, 2_500_000), new Events(1_000, 100_000));
    assertThat(young.remaining()).isEqualTo(0.6);
    assertThat(young.exhaustedInSeconds()).isEqualTo(1.5 * 3_600);
  }

  @Test
  void budgetThatIsUsedUpLastsNoTime() {
    var over = ObjectiveQuery.errorBudget(objective(0.99), new Events(150, 10_000), null);
    assertThat(over.remaining()).isEqualTo(-0.5);
    assertThat(over.exhaustedInSeconds()).isEqualTo(0);
    var exactly = ObjectiveQuery.errorBudget(objective(0.9), new Events(10, 100), new Events(0, 9));
    assertThat(exactly.remaining()).isEqualTo(0);
    assertThat(exactly.exhaustedInSeconds()).isEqualTo(0);
  }

  @Test
  void budgetThatDoesNotBurnHasNoEnd() {
    var idle = ObjectiveQuery.errorBudget(objective(0.99), new Events(1, 10_000), new Events(0, 9));
    assertThat(idle.exhaustedInSeconds()).isNull();
    var unknown = ObjectiveQuery.errorBudget(objective(0.99), new Events(1, 10_000), null);
    assertThat(unknown.exhaustedInSeconds()).isNull();
    var empty = ObjectiveQuery.errorBudget(objective(0.99), new Events(0, 0), new Events(0, 0));
    assertThat(empty.consumed()).isNull();
    assertThat(empty.exhaustedInSeconds()).isNull();
  }

  private static Objective objective(double target) {
    Selector selector = Selectors.all(Selector.Each.NOTHING);
    var text = new Objective.Text("test", "", new TreeMap<>(), "test.yaml");
    return new Objective(
        "test", text, selector, new Indicator.Availability(Set.of()), target, MONTH);
  }
}
