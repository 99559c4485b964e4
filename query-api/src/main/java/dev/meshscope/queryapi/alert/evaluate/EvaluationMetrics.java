package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.runtime.telemetry.StageMetrics;
import dev.meshscope.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What evaluation counts: ticks of groups. */
final class EvaluationMetrics {
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("state");

  private final StageMetrics ticks;

  /** Why a tick is never evaluated here. */
  enum Drop {
    /** It is too long ago, or one of too many. */
    SKIPPED,
    /** Another process evaluates it. */
    LEAD_LOST
  }

  /** What went wrong. */
  enum Failure {
    /** The database did not answer; the tick is tried again. */
    READ,
    /** A rule cannot be judged; the others of its group are. */
    RULE,
    /** Kafka did not take a change; the partition is read again. */
    COMMIT,
    /** Another process leads what this one thought to lead. */
    FENCED
  }

  EvaluationMetrics(Telemetry telemetry, Supplier<List<Alert>> led) {
    ticks = telemetry.stage("evaluate", "ticks").dropping(Drop.values()).failing(Failure.values());
    var _ =
        telemetry
            .meter()
            .gaugeBuilder(telemetry.prefix() + "alerts")
            .setDescription("Alerts of the groups that this process evaluates, by state.")
            .ofLongs()
            .buildWithCallback(measurement ->
                counts(led.get())
                    .forEach((state, count) ->
                        measurement.record(count, Attributes.of(STATE, state.text()))));
  }

  void due(long count) {
    ticks.received(count);
  }

  void evaluated(Duration time) {
    ticks.sent(1);
    ticks.took(time);
  }

  void dropped(Drop reason, long count) {
    ticks.dropped(reason, count);
  }

  void error(Failure kind) {
    ticks.error(kind);
  }

  private static Map<AlertState, Long> counts(List<Alert> alerts) {
    Map<AlertState, Long> counts = new EnumMap<>(AlertState.class);
    for (AlertState state : AlertState.values()) {
      counts.put(state, 0L);
    }
    alerts.forEach(alert -> counts.merge(alert.state(), 1L, Long::sum));
    return counts;
  }
}
