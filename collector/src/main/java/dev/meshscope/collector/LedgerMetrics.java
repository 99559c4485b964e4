package dev.meshscope.collector;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Ledgers;
import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.normalize.Unknown;
import dev.meshscope.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;

/**
 * Shows the ledgers as the counters of stage {@code normalize}, by protocol. They are read when
 * somebody looks: counting twice would be the dearest part of the hot loop.
 */
final class LedgerMetrics {
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("kind");
  private static final AttributeKey<String> SOURCE = AttributeKey.stringKey("source");

  private final Ledgers ledgers;
  private final Telemetry telemetry;

  private LedgerMetrics(Ledgers ledgers, Telemetry telemetry) {
    this.ledgers = ledgers;
    this.telemetry = telemetry;
  }

  static void register(Ledgers ledgers, Telemetry telemetry) {
    LedgerMetrics metrics = new LedgerMetrics(ledgers, telemetry);
    metrics.total("received_entries", "Entries that came in.", Ledger::received);
    metrics.total("sent_entries", "Entries that became reports.", Ledger::accepted);
    metrics.total(
        "open_stream_entries",
        "Entries that became bytes of a stream that goes on, and no request.",
        ledger -> ledger.accepted(Accepted.OPEN_STREAM));
    metrics.total(
        "resumed_stream_entries",
        "Entries about open streams that others may have counted before; counted from here on.",
        Ledger::streamsResumed);
    metrics.total(
        "untracked_stream_entries",
        "Entries about open streams for which there was no room; counted at their ends.",
        Ledger::streamsLeftOut);
    metrics.total(
        "withheld_stream_entries",
        "Ends of streams without the rest of their bytes, because others may have counted it.",
        Ledger::streamsWithheld);
    metrics.total("withheld_bytes", "Bytes that were not counted for that.", Ledger::bytesWithheld);
    metrics.byWord(
        "dropped_entries",
        "Unusable entries or messages.",
        REASON,
        Rejected.values(),
        Ledger::rejected);
    metrics.byWord(
        "skipped_entries",
        "Entries about requests that another entry reports.",
        KIND,
        Skipped.values(),
        Ledger::skipped);
    metrics.byWord(
        "unknown_entries",
        "Accepted entries with something unknown.",
        KIND,
        Unknown.values(),
        Ledger::unknown);
    metrics.total(
        "overflow_operation_entries",
        "Reports whose operation was one too many of its service.",
        Ledger::operationsOverflowed);
    metrics.total(
        "forgotten_flow_caches",
        "Times that a stream had more flows than it may keep.",
        Ledger::timesFlowsForgotten);
  }

  private void total(String name, String description, ToLongFunction<Ledger> value) {
    counter(
        name,
        description,
        measurement -> {
          for (ReportSource source : ReportSource.values()) {
            measurement.record(
                value.applyAsLong(ledgers.of(source)), Attributes.of(SOURCE, text(source)));
          }
        });
  }

  private <E extends Enum<E>> void byWord(
      String name,
      String description,
      AttributeKey<String> key,
      E[] words,
      ToLongBiFunction<Ledger, E> value) {
    counter(
        name,
        description,
        measurement -> {
          for (ReportSource source : ReportSource.values()) {
            Ledger ledger = ledgers.of(source);
            for (E word : words) {
              measurement.record(
                  value.applyAsLong(ledger, word),
                  Attributes.of(SOURCE, text(source), key, text(word)));
            }
          }
        });
  }

  private void counter(
      String name, String description, Consumer<ObservableLongMeasurement> callback) {
    var _ =
        telemetry
            .meter()
            .counterBuilder(telemetry.prefix() + "normalize_" + name)
            .setDescription(description)
            .buildWithCallback(callback);
  }

  private static String text(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
