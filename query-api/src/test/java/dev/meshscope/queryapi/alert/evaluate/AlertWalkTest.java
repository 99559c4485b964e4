package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.finding;
import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.AlertSteps.Outcome;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random walks: the steps against a model that sees the whole history each time, and laws. */
final class AlertWalkTest {
  private static final Instant NEVER = Instant.EPOCH;
  private static final int STEPS = 400;
  private static final Duration RESOLVED_FOR = Duration.ofMinutes(1);

  static List<Long> seeds() {
    return new Random(20260131).longs(200).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void stepsAreWhatTheHistorySays(long seed) {
    Random random = new Random(seed);
    AlertRule rule = rule("r", 5L * random.nextInt(5), 5L * random.nextInt(5));
    AlertSteps steps = new AlertSteps(group("g"), RESOLVED_FOR);
    List<Seen> history = new ArrayList<>();
    List<Tracked> alerts = List.of();
    boolean holds = false;
    long seconds = 0;
    for (int i = 0; i < STEPS; i++) {
      seconds += random.nextInt(8) == 0 ? 20 : 5;
      holds ^= random.nextInt(4) == 0;
      Seen seen = new Seen(at(seconds), holds, random.nextInt(3) > 0);
      history.add(seen);
      List<Tracked> before = alerts;
      alerts = next(steps, rule, before, seen);

      assertThat(alerts.size()).isLessThanOrEqualTo(1);
      Optional<Alert> now = alerts.stream().map(Tracked::alert).findFirst();
      assertThat(alerts.stream().map(Brief::of).findFirst())
          .as("seed %d step %d", seed, i)
          .isEqualTo(model(rule, history));
      now.ifPresent(alert -> laws(rule, history, alert));
      assertThat(wasSilenced(before, now, seen)).isFalse();
    }
  }

  private static List<Tracked> next(
      AlertSteps steps, AlertRule rule, List<Tracked> before, Seen seen) {
    DataState data =
        seen.isComplete() ? new DataState(seen.tick(), null) : new DataState(null, null);
    var findings = seen.holds() ? List.of(finding("cart")) : List.<Judge.Finding>of();
    Outcome outcome = steps.next(rule, before, findings, new Moment(seen.tick(), data));
    return ((Outcome.Next) outcome).alerts();
  }

  private static void laws(AlertRule rule, List<Seen> history, Alert alert) {
    List<Instant> ticks = history.stream().map(Seen::tick).toList();
    Alert.Times times = alert.times();
    assertThat(ticks).contains(times.activeAt(), alert.evidence().evaluatedAt());
    Instant firingAt = times.firingAt();
    if (firingAt != null) {
      assertThat(ticks).contains(firingAt);
      assertThat(Duration.between(times.activeAt(), firingAt))
          .isGreaterThanOrEqualTo(rule.holdDuration());
    }
    Instant resolvedAt = times.resolvedAt();
    if (resolvedAt != null) {
      assertThat(ticks).contains(resolvedAt);
      assertThat(resolvedAt).isAfter(firingAt);
    }
    assertThat(alert.evidence().isHeld() && history.getLast().isComplete()).isFalse();
  }

  /** Whether an alert ended on data that says nothing. */
  private static boolean wasSilenced(List<Tracked> before, Optional<Alert> now, Seen seen) {
    boolean wasFiring = before.stream().anyMatch(tracked -> tracked.state() == AlertState.FIRING);
    boolean isFiring = now.filter(alert -> alert.state() == AlertState.FIRING).isPresent();
    return wasFiring && !isFiring && (seen.holds() || !seen.isComplete());
  }

  /** Goes through the history from its beginning, in plain words. */
  private static Optional<Brief> model(AlertRule rule, List<Seen> history) {
    String state = "inactive";
    Instant active = NEVER;
    Instant firing = NEVER;
    Instant resolved = NEVER;
    Instant quiet = NEVER;
    Brief end = Brief.NONE;
    Instant heldAt = NEVER;
    for (Seen seen : history) {
      Instant tick = seen.tick();
      if (state.equals("resolved") && !tick.isBefore(resolved.plus(RESOLVED_FOR))) {
        state = "inactive";
      }
      if (seen.holds()) {
        quiet = NEVER;
        heldAt = tick;
        if (state.equals("inactive") || state.equals("resolved")) {
          end =
              state.equals("resolved")
                  ? new Brief(state, active, firing, resolved, NEVER)
                  : Brief.NONE;
          state = "pending";
          active = tick;
          firing = NEVER;
          resolved = NEVER;
        }
        if (state.equals("pending")
            && Duration.between(active, tick).compareTo(rule.holdDuration()) >= 0) {
          state = "firing";
          firing = tick;
        }
      } else if (seen.isComplete() && state.equals("pending")) {
        state = isKnown(end, tick) ? "resolved" : "inactive";
        active = end.active();
        firing = end.firing();
        resolved = end.resolved();
      } else if (seen.isComplete() && state.equals("firing")) {
        quiet = quiet.equals(NEVER) ? tick : quiet;
        if (Duration.between(quiet, tick).compareTo(rule.keepFiringFor()) >= 0) {
          state = "resolved";
          resolved = tick;
        }
      }
    }
    return state.equals("inactive")
        ? Optional.empty()
        : Optional.of(
            new Brief(
                state,
                active,
                firing,
                resolved,
                state.equals("pending") && isKnown(end, heldAt) ? end.resolved() : NEVER));
  }

  private static boolean isKnown(Brief end, Instant tick) {
    return tick.isBefore(end.resolved().plus(RESOLVED_FOR));
  }

  private record Seen(Instant tick, boolean holds, boolean isComplete) {}

  private record Brief(
      String state, Instant active, Instant firing, Instant resolved, Instant before) {
    static final Brief NONE = new Brief("inactive", NEVER, NEVER, NEVER, NEVER);

    static Brief of(Tracked tracked) {
      Alert.Times times = tracked.alert().times();
      Alert.Times ended = tracked.ended();
      return new Brief(
          tracked.state().text(),
          times.activeAt(),
          requireNonNullElse(times.firingAt(), NEVER),
          requireNonNullElse(times.resolvedAt(), NEVER),
          ended == null ? NEVER : requireNonNullElse(ended.resolvedAt(), NEVER));
    }
  }
}
