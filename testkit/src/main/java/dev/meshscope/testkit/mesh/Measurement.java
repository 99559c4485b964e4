package dev.meshscope.testkit.mesh;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Counting from one quiet moment to another. Requests before it ended in an earlier window of 10 s,
 * so that a question for {@code [from, to)} is about the counted requests and no others.
 */
public final class Measurement {
  /** Width of Meshscope's windows. */
  private static final long WINDOW_SECONDS = 10;

  private static final Duration WAIT_LIMIT = Duration.ofSeconds(WINDOW_SECONDS * 2);

  private final Quiet quiet;
  private final InstantSource clock;
  private final Quiet.Counts baseline;
  private final Instant from;

  private Measurement(Quiet quiet, InstantSource clock, Quiet.Counts baseline, Instant from) {
    this.quiet = quiet;
    this.clock = clock;
    this.baseline = baseline;
    this.from = from;
  }

  /** Waits until the mesh is quiet, and then for the next window. */
  static Measurement begin(Quiet quiet, InstantSource clock) {
    Quiet.Counts baseline = quiet.await();
    Instant from = endOfWindow(clock.instant());
    Await.until("the next window", WAIT_LIMIT, () -> !clock.instant().isBefore(from));
    return new Measurement(quiet, clock, baseline, from);
  }

  /** Start of the first window that can hold a counted request. */
  public Instant from() {
    return from;
  }

  /**
   * Waits until the mesh is quiet again and every entry is with the collector.
   *
   * @param sent what the users sent meanwhile
   * @throws MeshException if the mesh does not come to rest, or a proxy is gone
   */
  public GroundTruth finish(LoadReport sent) {
    Quiet.Counts end = quiet.await();
    Instant to = endOfWindow(clock.instant());
    List<ListenerTruth> listeners = new ArrayList<>();
    List<ClusterTruth> clusters = new ArrayList<>();
    List<TcpTruth> tcp = new ArrayList<>();
    List<ReportTruth> reports = new ArrayList<>();
    for (ProxySpec spec : quiet.specs()) {
      Pod pod = spec.pod();
      Counters added = end.of(pod).minus(baseline.of(pod));
      spec.httpListeners().forEach(l -> listeners.add(ListenerTruth.of(pod, l, added)));
      spec.clusters().forEach(c -> clusters.add(ClusterTruth.of(pod, c.name(), added)));
      spec.tcpListeners().forEach(l -> tcp.add(TcpTruth.of(pod, l, added)));
      reports.addAll(ReportTruth.of(spec, added));
    }
    AppTruth apps = end.apps().minus(baseline.apps());
    return new GroundTruth(from, to, sent, listeners, clusters, tcp, reports, apps);
  }

  private static Instant endOfWindow(Instant time) {
    long window = Math.floorDiv(time.getEpochSecond(), WINDOW_SECONDS);
    return Instant.ofEpochSecond((window + 1) * WINDOW_SECONDS);
  }
}
