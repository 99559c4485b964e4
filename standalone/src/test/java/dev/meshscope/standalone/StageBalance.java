package dev.meshscope.standalone;

import dev.meshscope.collector.normalize.ReportSource;
import java.time.Duration;
import java.util.Locale;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;

/**
 * The counters of all stages, which tell where every report is: what a stage received it has sent
 * or dropped, and what one stage sent the next one received. Holds of a standalone at rest that has
 * read what it wrote, so that nothing is between two stages.
 */
final class StageBalance {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String COLLECTOR = "meshscope_collector_";
  private static final String AGGREGATOR = "meshscope_aggregator_";

  private final MetricsAnswer metrics;
  private final SoftAssertions softly = new SoftAssertions();

  private StageBalance(MetricsAnswer metrics) {
    this.metrics = metrics;
  }

  /**
   * Waits until everything is stored and every stage balances.
   *
   * @throws AssertionError that names the stages that do not, if that takes a minute
   */
  static void await(RunningStandalone standalone) {
    Awaitility.await("every stage balances")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> new StageBalance(standalone.metrics()).check());
  }

  private void check() {
    for (ReportSource source : ReportSource.values()) {
      normalized(source.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    stage(COLLECTOR + "receive_otlp", "messages");
    follows(
        "publish", COLLECTOR + "normalize_sent_entries", COLLECTOR + "publish_received_reports");
    stage(COLLECTOR + "publish", "reports");
    stage(AGGREGATOR + "aggregate", "batches");
    aggregated();
    stage(AGGREGATOR + "identities", "announcements");
    stage(AGGREGATOR + "inventory", "versions");
    follows("store", AGGREGATOR + "aggregate_deltas", AGGREGATOR + "store_received_deltas");
    stage(AGGREGATOR + "store", "deltas");
    stage("meshscope_query_api_inventory", "documents");
    softly.assertAll();
  }

  /** Of one protocol: everything that came in became a report, or is told why not. */
  private void normalized(String source) {
    String stage = COLLECTOR + "normalize_";
    String label = "source=\"" + source + "\"";
    softly
        .assertThat(metrics.sum(stage + "received_entries_total", label))
        .as("normalize received from %s", source)
        .isEqualTo(
            metrics.sum(stage + "sent_entries_total", label)
                + metrics.sum(stage + "dropped_entries_total", label)
                + metrics.sum(stage + "skipped_entries_total", label));
  }

  /** Repeats and dead letters are counted in batches, so that the reports in them are unknown. */
  private void aggregated() {
    long dropped = metrics.sum(AGGREGATOR + "aggregate_dropped_batches_total", "");
    if (dropped == 0) {
      follows("aggregate", COLLECTOR + "publish_sent_reports", AGGREGATOR + "aggregate_reports");
    }
    softly.assertThat(metrics.value(AGGREGATOR + "aggregate_given_up_batches_total")).isZero();
    softly.assertThat(metrics.value(AGGREGATOR + "aggregate_waiting_reports")).isZero();
  }

  private void stage(String stage, String unit) {
    softly
        .assertThat(metrics.sum(stage + "_received_" + unit + "_total", ""))
        .as("%s received", stage)
        .isEqualTo(
            metrics.sum(stage + "_sent_" + unit + "_total", "")
                + metrics.sum(stage + "_dropped_" + unit + "_total", ""));
  }

  private void follows(String stage, String before, String after) {
    softly
        .assertThat(metrics.sum(after + "_total", ""))
        .as("%s received what was sent before", stage)
        .isEqualTo(metrics.sum(before + "_total", ""));
  }
}
