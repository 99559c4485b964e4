package dev.meshscope.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a stage counts, once per batch. Always: received = sent + dropped + in flight. Reasons and
 * kinds are enums, so that labels are bounded; their words are lower case with dashes.
 */
public final class StageMetrics {
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("kind");
  private static final List<Double> SECONDS =
      List.of(0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

  private final LongCounter received;
  private final LongCounter sent;
  private final LongCounter dropped;
  private final LongCounter errors;
  private final DoubleHistogram duration;

  StageMetrics(Meter meter, String prefix, String unit) {
    received = counter(meter, prefix + "_received_" + unit, "Taken over from the stage before.");
    sent = counter(meter, prefix + "_sent_" + unit, "Handed to the next stage.");
    dropped = counter(meter, prefix + "_dropped_" + unit, "Given up, by reason.");
    errors = counter(meter, prefix + "_errors", "Failures that were met, by kind.");
    duration =
        meter
            .histogramBuilder(prefix + "_batch_duration_seconds")
            .setDescription("Time that one batch took in this stage.")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    received.add(0);
    sent.add(0);
  }

  /**
   * The same with a counter for each reason from the start: an increase from nothing, which is the
   * one to be woken by, cannot be seen otherwise.
   */
  public StageMetrics dropping(Enum<?>... reasons) {
    for (Enum<?> reason : reasons) {
      dropped(reason, 0);
    }
    return this;
  }

  /** The same with a counter for each kind of failure from the start. */
  public StageMetrics failing(Enum<?>... kinds) {
    for (Enum<?> kind : kinds) {
      errors.add(0, Attributes.of(KIND, word(kind)));
    }
    return this;
  }

  public void received(long count) {
    received.add(count);
  }

  public void sent(long count) {
    sent.add(count);
  }

  public void dropped(Enum<?> reason, long count) {
    dropped.add(count, Attributes.of(REASON, word(reason)));
  }

  public void error(Enum<?> kind) {
    errors.add(1, Attributes.of(KIND, word(kind)));
  }

  /** How long one batch took. */
  public void took(Duration time) {
    duration.record(time.toNanos() / 1e9);
  }

  private static LongCounter counter(Meter meter, String name, String description) {
    return meter.counterBuilder(name).setDescription(description).build();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
