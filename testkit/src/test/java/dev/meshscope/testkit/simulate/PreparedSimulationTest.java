package dev.meshscope.testkit.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreparedSimulationTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30.123456789Z");
  private static final int POOL = 300;

  private RecordingCollector collector;

  @BeforeEach
  void startCollector() throws IOException {
    collector = new RecordingCollector();
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void reportsExactlyWhatGroundTruthSays() {
    GroundTruth truth;
    SimulationReport report;
    try (PreparedSimulation simulation = prepared(InstantSource.fixed(NOW))) {
      report = simulation.run(SimulationLoad.count(10_000));
      truth = simulation.truth();
    }
    assertThat(report.entries()).isBetween(10_000L, 10_100L);
    assertThat(collector.entries()).hasSize((int) report.entries());
    assertThat(Recount.of(collector.entries())).isEqualTo(Recount.of(truth));
  }

  @Test
  void everyRoundHasStartTimesOfItsOwn() {
    AtomicLong seconds = new AtomicLong();
    InstantSource rising = () -> NOW.plusSeconds(seconds.getAndIncrement());
    try (PreparedSimulation simulation = prepared(rising)) {
      simulation.run(SimulationLoad.count(5_000));
    }
    List<Instant> starts = new ArrayList<>();
    for (RecordingCollector.Entry entry : collector.entries()) {
      AccessLogCommon common = entry.entry().getCommonProperties();
      Instant start =
          Instant.ofEpochSecond(
              common.getStartTime().getSeconds(), common.getStartTime().getNanos());
      starts.add(start);
      Instant end =
          start
              .plusSeconds(common.getDuration().getSeconds())
              .plusNanos(common.getDuration().getNanos());
      assertThat(end).isBetween(NOW.minusSeconds(2), NOW.plusSeconds(seconds.get()));
    }
    assertThat(starts.stream().distinct().count()).isGreaterThan(starts.size() * 9L / 10);
  }

  @Test
  void entriesOfAMessageDiffer() {
    try (PreparedSimulation simulation = prepared(InstantSource.fixed(NOW))) {
      simulation.run(SimulationLoad.count(1_000));
    }
    for (RecordingCollector.Received stream : collector.streams()) {
      assertThat(stream.entries().map(RecordingCollector.Entry::entry).distinct().count())
          .isEqualTo(stream.entries().count());
    }
  }

  @Test
  void theIdentifierComesWithTheFirstMessageOnly() {
    try (PreparedSimulation simulation = prepared(InstantSource.fixed(NOW))) {
      simulation.run(SimulationLoad.count(5_000));
    }
    for (RecordingCollector.Received stream : collector.streams()) {
      assertThat(stream.isCompleted()).isTrue();
      assertThat(stream.messages().getFirst().hasIdentifier()).isTrue();
      assertThat(stream.messages().stream().skip(1))
          .noneMatch(StreamAccessLogsMessage::hasIdentifier);
    }
  }

  @Test
  void aRunKeepsItsRateAndItsDuration() {
    try (PreparedSimulation simulation = prepared(InstantSource.system())) {
      SimulationReport report = simulation.run(SimulationLoad.steady(1000, Duration.ofMillis(500)));
      assertThat(report.entries()).isBetween(1L, 540L);
    }
  }

  @Test
  void aRunCanBeStopped() throws InterruptedException {
    try (PreparedSimulation simulation = prepared(InstantSource.system())) {
      Thread run =
          Thread.ofVirtual()
              .start(() -> simulation.run(SimulationLoad.steady(1000, SimulationLoad.FOR_EVER)));
      await().until(() -> !collector.entries().isEmpty());
      simulation.stop();
      assertThat(run.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  private PreparedSimulation prepared(InstantSource clock) {
    return new PreparedSimulation(SimulationConfig.of(collector.address(), 1, 4711), clock, POOL);
  }
}
