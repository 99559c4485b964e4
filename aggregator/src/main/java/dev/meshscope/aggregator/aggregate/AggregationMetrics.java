package dev.meshscope.aggregator.aggregate;

import dev.meshscope.runtime.telemetry.StageMetrics;
import dev.meshscope.runtime.telemetry.Telemetry;
import io.opentelemetry.api.metrics.LongCounter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the stage counts, in batches: received = sent + dropped. A transaction that is aborted and
 * done again is counted again.
 */
final class AggregationMetrics {
  private final StageMetrics batches;
  private final LongCounter reports;
  private final LongCounter deltas;
  private final StageMetrics announcements;
  private final StageMetrics versions;
  private final LongCounter givenUp;
  private final AtomicLong versionsKept = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong holes = new AtomicLong();

  AggregationMetrics(Telemetry telemetry) {
    batches =
        telemetry
            .stage("aggregate", "batches")
            .dropping(Drop.values())
            .dropping(DeadLetter.values());
    announcements = telemetry.stage("identities", "announcements").dropping(Untold.values());
    versions = telemetry.stage("inventory", "versions").dropping(Untold.values());
    reports = counter(telemetry, "aggregate_reports", "Reports in batches that were no repeats.");
    deltas = counter(telemetry, "aggregate_deltas", "Deltas sent.");
    givenUp =
        counter(
            telemetry,
            "aggregate_given_up_batches",
            "Missing batches that are no longer expected, because too many gaps were kept.");
    telemetry.gauge(
        "inventory_kept_versions",
        "Versions of inventories that requests are read by.",
        versionsKept::get);
    telemetry.gauge(
        "aggregate_waiting_reports",
        "Reports that wait for the announcement of their peer's address.",
        waiting::get);
    telemetry.gauge(
        "aggregate_missing_ranges",
        "Gaps in the sequences of collectors: batches that did not arrive yet, or never will.",
        holes::get);
  }

  void batchReceived() {
    batches.received(1);
  }

  void batchSent(int reportCount, Duration took) {
    batches.sent(1);
    batches.took(took);
    reports.add(reportCount);
  }

  void repeat() {
    batches.dropped(Drop.REPEAT, 1);
  }

  void deadLetter(DeadLetter reason) {
    batches.dropped(reason, 1);
  }

  void givenUp(long missing) {
    givenUp.add(missing);
  }

  void waiting(long more) {
    waiting.addAndGet(more);
  }

  void deltasSent(int count) {
    deltas.add(count);
  }

  void holes(long more) {
    holes.addAndGet(more);
  }

  void announcementReceived() {
    announcements.received(1);
  }

  void announcementTaken() {
    announcements.sent(1);
  }

  void announcementDropped(Untold reason) {
    announcements.dropped(reason, 1);
  }

  void versionReceived() {
    versions.received(1);
  }

  void versionTaken(int kept) {
    versions.sent(1);
    versionsKept.set(kept);
  }

  void versionDropped(Untold reason) {
    versions.dropped(reason, 1);
  }

  private static LongCounter counter(Telemetry telemetry, String name, String description) {
    LongCounter counter =
        telemetry
            .meter()
            .counterBuilder(telemetry.prefix() + name)
            .setDescription(description)
            .build();
    counter.add(0);
    return counter;
  }

  /** Why a batch is dropped, besides what {@link DeadLetter} says. */
  enum Drop {
    /** Seen before. */
    REPEAT
  }
}
