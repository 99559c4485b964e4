package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.BookinfoMesh;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.mesh.EnvoyBinary;
import dev.meshscope.testkit.mesh.GroundTruth;
import dev.meshscope.testkit.mesh.GroundTruth.SourceEdge;
import dev.meshscope.testkit.mesh.LoadGenerator;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.Measurement;
import dev.meshscope.testkit.mesh.Pod;
import dev.meshscope.testkit.mesh.ReportKind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;

/** A real mesh in front of a standalone, and what was counted while one plan was sent. */
final class MeasuredMesh implements AutoCloseable {
  private final RunningStandalone standalone;
  private final BookinfoMesh mesh;
  private final GroundTruth truth;
  private final long received;
  private final long rejected;

  private MeasuredMesh(RunningStandalone standalone, BookinfoMesh mesh, LoadPlan plan) {
    this.standalone = standalone;
    this.mesh = mesh;
    mesh.warmUp();
    Measurement measurement = mesh.measure();
    Ledger ledger = standalone.ledger(ReportSource.ALS);
    long receivedBefore = ledger.received();
    long rejectedBefore = ledger.rejected();
    try (LoadGenerator users = mesh.users()) {
      truth = measurement.finish(users.run(plan));
    }
    Instant finished = Instant.now();
    Waiting.until("everything is stored", () -> standalone.freshThrough().isAfter(finished));
    received = ledger.received() - receivedBefore;
    rejected = ledger.rejected() - rejectedBefore;
  }

  /**
   * Starts both, sends the plan and returns when everything is in the answers.
   *
   * @param directory for data, configurations and logs
   */
  static MeasuredMesh run(Path directory, LoadPlan plan) throws Exception {
    RunningStandalone standalone = RunningStandalone.start(directory.resolve("data"), Map.of());
    BookinfoMesh mesh = null;
    try {
      mesh = start(standalone, directory);
      return new MeasuredMesh(standalone, mesh, plan);
    } catch (Exception | AssertionError e) {
      if (mesh != null) {
        mesh.close();
      }
      standalone.close();
      throw e;
    }
  }

  private static BookinfoMesh start(RunningStandalone standalone, Path directory) throws Exception {
    Path root = Path.of(System.getProperty("meshscope.root"));
    return BookinfoMesh.start(
        EnvoyBinary.find(root, System.getenv("PATH")).orElseThrow(),
        new Collector("127.0.0.1", standalone.grpcPort()),
        Files.createDirectory(directory.resolve("mesh")));
  }

  /** What the mesh reports to. */
  RunningStandalone standalone() {
    return standalone;
  }

  GroundTruth truth() {
    return truth;
  }

  /** Where the page and the REST API are. */
  URI url() {
    return standalone.url();
  }

  /** What {@code /api/v1/topology} answers for the measured range. */
  TopologyAnswer ask(String question) throws Exception {
    return new TopologyAnswer(
        standalone
            .api()
            .get(
                "/api/v1/topology?from=%s&to=%s&%s".formatted(truth.from(), truth.to(), question)));
  }

  /** Everything that was sent to the access log service came in, and nothing was unusable. */
  void assertEveryEntryWasReceived() {
    assertThat(truth.dropped(ReportKind.ACCESS_LOG_SERVICE)).isZero();
    assertThat(rejected).isZero();
    assertThat(received).isEqualTo(truth.reported(ReportKind.ACCESS_LOG_SERVICE));
  }

  /** Callers' requests by code are their proxies' own counts, for each service and subset. */
  void assertSourceView() throws Exception {
    Map<String, Map<String, Map<Integer, Long>>> expected = new TreeMap<>();
    truth
        .sourceView()
        .forEach((edge, codes) -> {
          if (!truth.isReporting(edge.source(), ReportKind.ACCESS_LOG_SERVICE)) {
            return;
          }
          Map<String, Map<Integer, Long>> subset =
              expected.computeIfAbsent(edge.subset(), key -> new TreeMap<>());
          Map<Integer, Long> sum = subset.computeIfAbsent(name(edge), key -> new TreeMap<>());
          codes.forEach((code, count) -> sum.merge(code, count, Long::sum));
        });
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<String, Map<String, Map<Integer, Long>>> subset : expected.entrySet()) {
      Map<String, Map<Integer, Long>> answered = bySourceAndService(subset.getKey());
      answered.keySet().retainAll(subset.getValue().keySet());
      softly.assertThat(answered).as("subset '%s'", subset.getKey()).isEqualTo(subset.getValue());
    }
    softly.assertAll();
  }

  private Map<String, Map<Integer, Long>> bySourceAndService(String subset) throws Exception {
    Map<String, Map<Integer, Long>> answered = new HashMap<>();
    for (EdgeAnswer edge : ask("reporter=source&class=live&subset=" + subset).edges()) {
      if (edge.isTcp()) {
        continue;
      }
      Map<Integer, Long> sum = answered.computeIfAbsent(name(edge), key -> new TreeMap<>());
      edge.responses()
          .forEach((code, count) -> {
            if (code != 0) {
              sum.merge(code, count, Long::sum);
            }
          });
    }
    return answered;
  }

  /** Callees' requests by code are their proxies' own counts. */
  void assertDestinationView() throws Exception {
    TopologyAnswer answer = ask("reporter=destination&class=all");
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<Pod, Map<Integer, Long>> callee : truth.destinationView().entrySet()) {
      if (!truth.isReporting(callee.getKey(), ReportKind.ACCESS_LOG_SERVICE)) {
        continue;
      }
      Map<Integer, Long> answered =
          TopologyAnswer.sum(
              answer.edges().stream()
                  .filter(edge -> edge.destinationName().equals(callee.getKey().workload()))
                  .filter(edge -> !edge.isTcp())
                  .toList());
      softly.assertThat(answered).as(callee.getKey().workload()).isEqualTo(callee.getValue());
    }
    softly.assertAll();
  }

  static String name(SourceEdge edge) {
    return edge.source().workload() + " → " + shortName(edge.host());
  }

  static String name(EdgeAnswer edge) {
    return edge.sourceName() + " → " + edge.service();
  }

  private static String shortName(String host) {
    return host.contains(".svc.") ? host.substring(0, host.indexOf('.')) : host;
  }

  @Override
  public void close() {
    mesh.close();
    standalone.close();
  }
}
