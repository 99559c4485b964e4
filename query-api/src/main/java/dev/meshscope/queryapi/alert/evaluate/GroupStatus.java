package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.model.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the evaluation of a group goes.
 *
 * @param isLed whether this process evaluates it; of others only the last tick is known, up to half
 *     a minute late
 * @param lastEvaluation the tick that was evaluated last
 * @param evaluationTime how long that took; zero where another process did it
 * @param lastError why the tick that is due cannot be evaluated
 * @param rules in the group's order; empty where another process evaluates it, or nothing was
 *     evaluated yet
 */
public record GroupStatus(
    boolean isLed,
    Optional<Instant> lastEvaluation,
    Duration evaluationTime,
    Optional<String> lastError,
    List<RuleStatus> rules) {
  public GroupStatus {
    rules = List.copyOf(rules);
  }

  /** Whether a rule can be judged; the words of Prometheus. */
  public enum RuleHealth implements Named {
    OK("ok"),
    ERR("err"),
    /** Not evaluated yet. */
    UNKNOWN("unknown");

    private final String text;

    RuleHealth(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /**
   * How the evaluation of one rule goes.
   *
   * @param name of the rule; several may have it
   * @param lastError present if and only if its health is {@code ERR}
   * @param lastEvaluation the tick that it was tried for last
   * @param evaluationTime how long that took
   */
  public record RuleStatus(
      String name,
      RuleHealth health,
      Optional<String> lastError,
      Optional<Instant> lastEvaluation,
      Duration evaluationTime) {
    static RuleStatus unknown(String name) {
      return new RuleStatus(
          name, RuleHealth.UNKNOWN, Optional.empty(), Optional.empty(), Duration.ZERO);
    }

    RuleStatus tried(Optional<String> error, Instant tick, Duration time) {
      RuleHealth now = error.isPresent() ? RuleHealth.ERR : RuleHealth.OK;
      return new RuleStatus(name, now, error, Optional.of(tick), time);
    }

    RuleStatus failed(String error) {
      return new RuleStatus(
          name, RuleHealth.ERR, Optional.of(error), lastEvaluation, evaluationTime);
    }
  }
}
