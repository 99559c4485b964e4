package dev.meshscope.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private enum Reason {
    NO_START_TIME
  }

  private final Telemetry telemetry = Telemetry.create("query-api", Map.of());

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void countsWhatAStageDoes() {
    var stage = telemetry.stage("receive", "reports");
    stage.received(10);
    stage.sent(7);
    stage.dropped(Reason.NO_START_TIME, 3);
    stage.error(Reason.NO_START_TIME);
    stage.took(Duration.ofMillis(2));
    assertThat(telemetry.page("").body())
        .contains(
            "\nmeshscope_query_api_receive_received_reports_total 10.0\n",
            "\nmeshscope_query_api_receive_sent_reports_total 7.0\n",
            "\nmeshscope_query_api_receive_dropped_reports_total{reason=\"no-start-time\"} 3.0\n",
            "\nmeshscope_query_api_receive_errors_total{kind=\"no-start-time\"} 1.0\n",
            "\nmeshscope_query_api_receive_batch_duration_seconds_bucket{le=\"0.005\"} 1\n",
            "\nmeshscope_query_api_receive_batch_duration_seconds_sum 0.002\n");
  }

  @Test
  void showsCountersFromTheStart() {
    var _ = telemetry.stage("store", "rows");
    assertThat(telemetry.page("").body())
        .contains("meshscope_query_api_store_received_rows_total 0.0");
  }

  @Test
  void asksGaugesWhenSomebodyLooks() {
    var lag = new long[] {1};
    telemetry.gauge("lag-records", "Records behind.", () -> lag[0]);
    assertThat(telemetry.page("").body()).contains("\nmeshscope_query_api_lag_records 1.0\n");
    lag[0] = 5;
    assertThat(telemetry.page("").body()).contains("\nmeshscope_query_api_lag_records 5.0\n");
  }

  @Test
  void showsSeveralProcessesOfOneJvmTogether() {
    telemetry.named("collector").stage("receive", "reports").received(1);
    telemetry.named("aggregator").stage("store", "rows").received(2);
    assertThat(telemetry.page("").body())
        .contains("meshscope_collector_receive_received_reports_total 1.0")
        .contains("meshscope_aggregator_store_received_rows_total 2.0");
  }

  @Test
  void tellsTheBasicsOfTheJvm() {
    System.gc();
    assertThat(telemetry.page("").body())
        .contains("jvm_cpu_time_seconds_total ")
        .contains("jvm_memory_used_bytes{jvm_memory_type=\"heap\"}")
        .contains("jvm_memory_limit_bytes{jvm_memory_type=\"heap\"}")
        .contains("jvm_thread_count ")
        .contains("jvm_gc_time_seconds_total{")
        .contains("jvm_gc_collections_total{");
  }

  @Test
  void speaksOpenMetricsWhenAskedTo() {
    var page = telemetry.page("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(page.contentType())
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(page.body()).endsWith("# EOF\n");
    assertThat(telemetry.page("*/*").contentType())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void closesMoreThanOnce() {
    telemetry.close();
    telemetry.close();
    assertThat(telemetry.page("").body()).isNotNull();
  }
}
