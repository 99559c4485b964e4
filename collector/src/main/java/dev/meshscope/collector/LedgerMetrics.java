package dev.meshscope.collector;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.Unknown;
import dev.meshscope.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Shows the ledger as the counters of stage {@code normalize}. They are read when somebody looks:
 * counting twice would be the dearest part of the hot loop.
 */
final class LedgerMetrics {
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("kind");

  private final Telemetry telemetry;

  private LedgerMetrics(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  static void register(Ledger ledger, Telemetry telemetry) {
    LedgerMetrics metrics = new LedgerMetrics(telemetry);
    metrics.total("received_entries", "Entries that came in.", ledger::received);
    metrics.total("sent_entries", "Entries that became reports.", ledger::accepted);
    metrics.byWord(
        "dropped_entries",
        "Unusable entries or messages.",
        REASON,
        Rejected.values(),
        ledger::rejected);
    metrics.byWord(
        "skipped_entries",
        "Entries about requests that another entry reports.",
        KIND,
        Skipped.values(),
        ledger::skipped);
    metrics.byWord(
        "unknown_entries",
        "Accepted entries with something unknown.",
        KIND,
        Unknown.values(),
        ledger::unknown);
    metrics.total(
        "forgotten_flow_caches",
        "Times that a stream had more flows than it may keep.",
        ledger::timesFlowsForgotten);
  }

  private void total(String name, String description, LongSupplier value) {
    var _ =
        telemetry
            .meter()
            .counterBuilder(telemetry.prefix() + "normalize_" + name)
            .setDescription(description)
            .buildWithCallback(measurement -> measurement.record(value.getAsLong()));
  }

  private <E extends Enum<E>> void byWord(
      String name,
      String description,
      AttributeKey<String> key,
      E[] words,
      ToLongFunction<E> value) {
    var _ =
        telemetry
            .meter()
            .counterBuilder(telemetry.prefix() + "normalize_" + name)
            .setDescription(description)
            .buildWithCallback(measurement -> {
              for (E word : words) {
                measurement.record(value.applyAsLong(word), Attributes.of(key, text(word)));
              }
            });
  }

  private static String text(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
