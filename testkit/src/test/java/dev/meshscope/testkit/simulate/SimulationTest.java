package dev.meshscope.testkit.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import dev.meshscope.testkit.mesh.Collector;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30.123456789Z");
  private static final InstantSource FIXED = InstantSource.fixed(NOW);
  private static final long SEED = 4711;

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
    GroundTruth truth = send(config(1), 3000).truth();
    assertThat(Recount.of(collector.entries())).isEqualTo(Recount.of(truth));
    assertThat(truth.hasAllDurations()).isTrue();
  }

  @Test
  void keepsCopiesApart() {
    GroundTruth truth = send(config(5), 1000).truth();
    assertThat(truth.keys())
        .extracting(key -> key.source().namespace())
        .contains("bookinfo", "bookinfo-1", "bookinfo-4", "istio-system");
    assertThat(collector.entries().stream().map(RecordingCollector.Entry::nodeId).distinct())
        .hasSize(5 * SimulatedBookinfo.PODS);
  }

  @Test
  void countsEveryEntryThatItSends() {
    Sent sent = send(config(1), 1000);
    assertThat(sent.report().requests()).isEqualTo(1000);
    assertThat(sent.report().entries()).isEqualTo(collector.entries().size());
    assertThat(sent.report().dropped()).isZero();
    assertThat(sent.report().streamsOpened()).isEqualTo(collector.streams().size());
    assertThat(sent.report().messages())
        .isEqualTo(collector.streams().stream().mapToLong(s -> s.messages().size()).sum());
  }

  @Test
  void theSameSeedGivesTheSameReports() {
    send(config(2), 300);
    Map<String, List<String>> first = entriesByNode(collector);
    try (RecordingCollector other = new RecordingCollector()) {
      SimulationConfig again = SimulationConfig.of(other.address(), 2, SEED);
      send(again, 300);
      assertThat(entriesByNode(other)).isEqualTo(first);
      send(SimulationConfig.of(other.address(), 2, SEED + 1), 300);
      assertThat(entriesByNode(other)).isNotEqualTo(first);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyWorkerOfEveryProxyHasAStream() {
    send(config(1), 2000);
    int workers = MeshShape.ofCopies(1).workers();
    Map<String, Long> streams =
        collector.streams().stream()
            .map(stream -> stream.messages().getFirst().getIdentifier().getNode().getId())
            .collect(Collectors.groupingBy(node -> node, Collectors.counting()));
    assertThat(streams)
        .hasSize(SimulatedBookinfo.PODS)
        .allSatisfy((node, count) -> {
          assertThat(count).isEqualTo(workers);
        });
  }

  @Test
  void theIdentifierComesWithTheFirstMessageOnly() {
    send(config(1), 2000);
    for (RecordingCollector.Received stream : collector.streams()) {
      List<StreamAccessLogsMessage> messages = stream.messages();
      assertThat(messages.getFirst().hasIdentifier()).isTrue();
      assertThat(messages.getFirst().getHttpLogs().getLogEntryCount()).isPositive();
      assertThat(messages.stream().skip(1)).noneMatch(StreamAccessLogsMessage::hasIdentifier);
    }
    assertThat(collector.streams()).anyMatch(stream -> stream.messages().size() > 2);
  }

  @Test
  void aMessageIsSentWhenSixteenKibibytesAreFull() {
    long seconds = send(config(1), 2000).report().elapsed().toSeconds();
    for (RecordingCollector.Received stream : collector.streams()) {
      List<Integer> sizes =
          stream.messages().stream()
              .map(message -> message.getHttpLogs().getSerializedSize())
              .toList();
      assertThat(sizes).allMatch(size -> size <= 16_384 + 2_000);
      // What was left at the end, and on a busy machine what was left after each second.
      assertThat(sizes.stream().filter(size -> size < 16_384).count())
          .isLessThanOrEqualTo(1 + seconds);
    }
  }

  @Test
  void aMessageIsSentAfterASecond() {
    SimulationLoad load = SimulationLoad.steady(5, Duration.ofMillis(2500));
    try (Simulation simulation = new Simulation(config(1), FIXED)) {
      simulation.run(load);
    }
    assertThat(collector.streams()).anyMatch(stream -> stream.messages().size() > 1);
    assertThat(collector.streams())
        .allSatisfy(stream ->
            assertThat(stream.messages())
                .allMatch(message -> message.getHttpLogs().getSerializedSize() < 16_384));
  }

  @Test
  void nodesCarryTheMetadataOfIstio() {
    send(config(1), 500);
    Node node =
        collector.streams().stream()
            .map(stream -> stream.messages().getFirst().getIdentifier().getNode())
            .filter(candidate -> candidate.getId().contains("~reviews-v2-"))
            .findFirst()
            .orElseThrow();
    assertThat(node.getId())
        .isEqualTo(
            "sidecar~10.64.0.15~reviews-v2-6c5fb9c7d8-k2x9p.bookinfo~bookinfo.svc.cluster.local");
    assertThat(node.getCluster()).isEqualTo("reviews.bookinfo");
    Struct metadata = node.getMetadata();
    assertThat(text(metadata, "WORKLOAD_NAME")).isEqualTo("reviews-v2");
    assertThat(text(metadata, "NAMESPACE")).isEqualTo("bookinfo");
    assertThat(text(metadata, "CLUSTER_ID")).isEqualTo("Kubernetes");
    assertThat(text(metadata, "SERVICE_ACCOUNT")).isEqualTo("bookinfo-reviews");
    assertThat(text(metadata, "INSTANCE_IPS")).isEqualTo("10.64.0.15,fd00::10:64:0:15");
    assertThat(text(metadata, "OWNER"))
        .isEqualTo("kubernetes://apis/apps/v1/namespaces/bookinfo/deployments/reviews-v2");
    Struct labels = metadata.getFieldsOrThrow("LABELS").getStructValue();
    assertThat(text(labels, "service.istio.io/canonical-name")).isEqualTo("reviews");
    assertThat(text(labels, "service.istio.io/canonical-revision")).isEqualTo("v2");
  }

  @Test
  void requestsEndWhenTheyAreDue() {
    try (Simulation simulation = new Simulation(config(1), FIXED)) {
      simulation.run(new SimulationLoad(1000, 100, Duration.ofSeconds(30)));
    }
    List<Instant> ends =
        collector.of("istio-ingressgateway").stream()
            .map(entry -> {
              var common = entry.getCommonProperties();
              return Instant.ofEpochSecond(
                      common.getStartTime().getSeconds(), common.getStartTime().getNanos())
                  .plusSeconds(common.getDuration().getSeconds())
                  .plusNanos(common.getDuration().getNanos());
            })
            .sorted()
            .toList();
    List<Instant> due = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      due.add(NOW.plusMillis(i));
    }
    assertThat(ends).isEqualTo(due);
  }

  @Test
  void aRunEndsWithItsDuration() {
    try (Simulation simulation = new Simulation(config(1), FIXED)) {
      SimulationReport report = simulation.run(SimulationLoad.steady(100, Duration.ofMillis(300)));
      assertThat(report.requests()).isBetween(1L, 30L);
    }
  }

  @Test
  void aRunCanBeStopped() throws InterruptedException {
    try (Simulation simulation = new Simulation(config(1), InstantSource.system())) {
      Thread run =
          Thread.ofVirtual()
              .start(() -> simulation.run(SimulationLoad.steady(200, SimulationLoad.FOR_EVER)));
      await().until(() -> !collector.entries().isEmpty());
      simulation.stop();
      assertThat(run.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void closingCompletesEveryStream() {
    send(config(1), 200);
    assertThat(collector.streams()).isNotEmpty().allMatch(RecordingCollector.Received::isCompleted);
  }

  @Test
  void opensAStreamAnewThatTheCollectorEnded() {
    try (Simulation simulation = new Simulation(config(1), FIXED)) {
      simulation.run(SimulationLoad.count(200));
      int before = collector.streams().size();
      await().until(() -> collector.streams().stream().noneMatch(s -> s.messages().isEmpty()));
      collector.endStreams();
      await().until(() -> simulation.run(SimulationLoad.count(20)).streamsBroken() >= before);
      SimulationReport report = simulation.run(SimulationLoad.count(1));
      assertThat(report.streamsOpened()).isGreaterThan(before);
      await().until(() -> collector.streams().size() == report.streamsOpened());
    }
    assertThat(collector.streams())
        .allMatch(stream -> stream.messages().getFirst().hasIdentifier());
  }

  @Test
  void dropsEntriesWhileThereIsNoCollector() {
    Collector nobody = collector.address();
    collector.close();
    try (Simulation simulation = new Simulation(SimulationConfig.of(nobody, 1, SEED), FIXED)) {
      SimulationReport report = simulation.run(SimulationLoad.count(50));
      assertThat(report.entries()).isZero();
      assertThat(report.dropped()).isPositive();
    }
  }

  @Test
  void keepsNoMoreDurationsThanItIsTold() {
    SimulationConfig usual = config(1);
    SimulationConfig bounded =
        new SimulationConfig(
            usual.collector(), usual.connections(), usual.mesh(), usual.mix(), SEED, 10);
    GroundTruth truth = send(bounded, 100).truth();
    assertThat(truth.hasAllDurations()).isFalse();
    TrafficTotals all = truth.totals(key -> true);
    assertThat(all.durations().values().stream().mapToLong(n -> n).sum()).isEqualTo(10);
    assertThat(all.requests()).isGreaterThan(100);
  }

  @Test
  void nothingHappensToOneThatNeverRan() {
    Simulation simulation = new Simulation(config(1), FIXED);
    assertThatCode(simulation::close).doesNotThrowAnyException();
    assertThat(collector.streams()).isEmpty();
  }

  private SimulationConfig config(int copies) {
    return SimulationConfig.of(collector.address(), copies, SEED);
  }

  private record Sent(SimulationReport report, GroundTruth truth) {}

  private static Sent send(SimulationConfig config, long requests) {
    try (Simulation simulation = new Simulation(config, FIXED)) {
      SimulationReport report = simulation.run(SimulationLoad.count(requests));
      return new Sent(report, simulation.truth());
    }
  }

  /** In an order that does not depend on which worker's stream came first. */
  private static Map<String, List<String>> entriesByNode(RecordingCollector collector) {
    Map<String, List<String>> byNode = new TreeMap<>();
    for (RecordingCollector.Entry entry : collector.entries()) {
      byNode
          .computeIfAbsent(entry.nodeId(), node -> new ArrayList<>())
          .add(entry.entry().toString());
    }
    byNode.values().forEach(entries -> entries.sort(null));
    return byNode;
  }

  private static String text(Struct struct, String key) {
    return struct.getFieldsOrThrow(key).getStringValue();
  }
}
