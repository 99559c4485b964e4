package dev.meshscope.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.BookinfoMesh;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.mesh.EnvoyBinary;
import dev.meshscope.testkit.mesh.GroundTruth;
import dev.meshscope.testkit.mesh.GroundTruth.SourceEdge;
import dev.meshscope.testkit.mesh.LoadGenerator;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.LoadReport;
import dev.meshscope.testkit.mesh.Measurement;
import dev.meshscope.testkit.mesh.Pod;
import dev.meshscope.testkit.mesh.ReportKind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A real mesh in front of a standalone, and what was counted while one plan was sent. */
final class MeasuredMesh implements AutoCloseable {
  /** Proxies with access logs have been heard when measuring begins: no span has to wait for it. */
  private static final Map<String, String> SPANS_AT_ONCE =
      Map.of("MESHSCOPE_OTLP_SPANS_SETTLE_TIME", "0s");

  private final RunningStandalone standalone;
  private final BookinfoMesh mesh;
  private final GroundTruth truth;
  private final Map<ReportKind, Taken> taken = new EnumMap<>(ReportKind.class);

  private MeasuredMesh(
      RunningStandalone standalone, BookinfoMesh mesh, LoadPlan plan, Beside beside)
      throws Exception {
    this.standalone = standalone;
    this.mesh = mesh;
    beside.prepare(standalone, mesh);
    mesh.warmUp();
    Measurement measurement = mesh.measure();
    for (ReportKind kind : ReportKind.values()) {
      taken.put(kind, Taken.of(ledger(kind)));
    }
    try (LoadGenerator users = mesh.users()) {
      LoadReport sent = users.run(plan);
      beside.send(measurement.from());
      truth = measurement.finish(sent);
    }
    Instant finished = Instant.now();
    Waiting.until("everything is stored", () -> standalone.freshThrough().isAfter(finished));
    Waiting.until("no report waits", () -> standalone.waiting() == 0);
    for (ReportKind kind : ReportKind.values()) {
      taken.compute(kind, (_, before) -> Taken.of(ledger(kind)).minus(before));
    }
  }

  /** Traffic beside that of the mesh's own users. */
  interface Beside {
    /** Nobody else. */
    Beside NOBODY = new Beside() {};

    /** Settings of the standalone. */
    default Map<String, String> settings() {
      return Map.of();
    }

    /** Before anything is sent. */
    default void prepare(RunningStandalone standalone, BookinfoMesh mesh) throws Exception {}

    /**
     * Sends it; everything is answered on return.
     *
     * @param from start of the measured range
     */
    default void send(Instant from) throws Exception {}
  }

  /**
   * What became of the reports of one kind.
   *
   * @param ended accepted reports of requests and connections that came to their end
   */
  record Taken(long received, long accepted, long ended, long rejected, long skippedAsLogged) {
    static Taken of(Ledger ledger) {
      return new Taken(
          ledger.received(),
          ledger.accepted(),
          ledger.accepted(Accepted.REPORT),
          ledger.rejected(),
          ledger.skipped(Skipped.LOGGED));
    }

    Taken minus(@Nullable Taken before) {
      Taken from = requireNonNull(before);
      return new Taken(
          received - from.received,
          accepted - from.accepted,
          ended - from.ended,
          rejected - from.rejected,
          skippedAsLogged - from.skippedAsLogged);
    }
  }

  /**
   * Starts both, sends the plan and returns when everything is in the answers.
   *
   * @param directory for data, configurations and logs
   */
  static MeasuredMesh run(Path directory, LoadPlan plan) throws Exception {
    return run(directory, plan, Beside.NOBODY);
  }

  /** The same with other traffic after that of the plan. */
  static MeasuredMesh run(Path directory, LoadPlan plan, Beside beside) throws Exception {
    Map<String, String> settings = new HashMap<>(SPANS_AT_ONCE);
    settings.putAll(beside.settings());
    RunningStandalone standalone = RunningStandalone.start(directory.resolve("data"), settings);
    BookinfoMesh mesh = null;
    try {
      mesh = start(standalone, directory);
      return new MeasuredMesh(standalone, mesh, plan, beside);
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

  MetricsAnswer metrics() throws Exception {
    return standalone.metrics();
  }

  /** What came in by reports of that kind while it was measured. */
  Taken taken(ReportKind kind) {
    return requireNonNull(taken.get(kind));
  }

  /** What became of everything that came in by one protocol, also before it was measured. */
  Ledger ledger(ReportSource source) {
    return standalone.ledger(source);
  }

  private Ledger ledger(ReportKind kind) {
    return ledger(
        switch (kind) {
          case ACCESS_LOG_SERVICE -> ReportSource.ALS;
          case OTLP_LOGS -> ReportSource.OTLP_LOGS;
          case OTLP_SPANS -> ReportSource.OTLP_SPANS;
        });
  }

  /** What {@code /api/v1/topology} answers for the measured range. */
  TopologyAnswer ask(String question) throws Exception {
    return new TopologyAnswer(
        standalone
            .api()
            .get(
                "/api/v1/topology?from=%s&to=%s&%s".formatted(truth.from(), truth.to(), question)));
  }

  /** What every stage received it sent or dropped. */
  void assertEveryStageBalances() {
    StageBalance.await(standalone);
  }

  /** What the API answers about one edge over the measured range. */
  JsonNode signals(EdgeAnswer edge) throws Exception {
    return standalone
        .api()
        .get(
            "/api/v1/edges/%s/golden-signals?from=%s&to=%s&reporter=source"
                .formatted(edge.json().path("id").asString(), truth.from(), truth.to()));
  }

  /** Everything that proxies sent, in any way, came in, and nothing was unusable. */
  void assertEveryEntryWasReceived() {
    for (ReportKind kind : ReportKind.values()) {
      assertThat(truth.dropped(kind)).as("dropped by proxies: %s", kind).isZero();
      assertThat(taken(kind).rejected()).as("rejected: %s", kind).isZero();
      assertThat(taken(kind).received()).as("received: %s", kind).isEqualTo(truth.reported(kind));
    }
  }

  /**
   * Each request and each connection that came to its end is one report: Envoy's {@code
   * logs_written} for HTTP, and its own counter of connections for TCP.
   */
  void assertEveryEndIsAReport() {
    Taken logged = taken(ReportKind.ACCESS_LOG_SERVICE);
    assertThat(logged.ended() + logged.rejected())
        .isEqualTo(truth.written(ReportKind.ACCESS_LOG_SERVICE));
  }

  /**
   * Callers' live requests by code are their proxies' own counts, for each service and subset, and
   * there are no others.
   *
   * @param isCountedElsewhere edges that no counter of an Envoy names
   */
  void assertSourceView(Predicate<EdgeAnswer> isCountedElsewhere) throws Exception {
    SoftAssertions softly = new SoftAssertions();
    compareCallers(softly, "", subset -> true, isCountedElsewhere);
    List<String> subsets =
        truth.sourceView().keySet().stream().map(SourceEdge::subset).distinct().toList();
    for (String subset : subsets) {
      compareCallers(softly, "&subset=" + subset, subset::equals, isCountedElsewhere);
    }
    softly.assertAll();
  }

  private void compareCallers(
      SoftAssertions softly,
      String question,
      Predicate<String> subsets,
      Predicate<EdgeAnswer> isCountedElsewhere)
      throws Exception {
    SourceTable counted = SourceTable.counted(truth, subsets);
    SourceTable answered =
        SourceTable.answered(
            ask("reporter=source&class=live" + question).edges().stream()
                .filter(isCountedElsewhere.negate())
                .toList());
    softly.assertThat(answered.requests()).as("all%s", question).isEqualTo(counted.requests());
    answered
        .ports()
        .forEach((row, ports) ->
            softly.assertThat(counted.ports().get(row)).as("ports of %s", row).containsAll(ports));
  }

  /** Callees' requests by code are their proxies' own counts. */
  void assertDestinationView() throws Exception {
    TopologyAnswer answer = ask("reporter=destination&class=all");
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<Pod, Map<Integer, Long>> callee : truth.destinationView().entrySet()) {
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
