package dev.meshscope.testkit.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A mesh at rest: nothing in flight at any proxy, and every entry written so far handed to the
 * collector or thrown away. Envoy's counters are exact then, and stay so until the next request.
 */
final class Quiet {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Three times Envoy's flush interval: what is not sent by then never will be. */
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(3);

  private final EnvoyFleet envoys;

  Quiet(EnvoyFleet envoys) {
    this.envoys = envoys;
  }

  List<ProxySpec> specs() {
    return envoys.specs();
  }

  /**
   * The counters at that moment. Proxies are asked one after the other, so a request could slip by;
   * two rounds with the same result say that none did.
   *
   * @throws MeshException that names the pods with something in flight, if that lasts 60 s
   */
  Map<Pod, Counters> await() {
    Watch watch = new Watch();
    Await.until(
        () -> "the mesh to come to rest: " + watch.busy,
        LIMIT,
        () -> watch.isSettled(envoys.counters(), System.nanoTime()));
    return watch.last;
  }

  /** Looks at one round after the other. */
  private final class Watch {
    private final List<String> busy = new ArrayList<>();
    private Map<Pod, Counters> last = Map.of();
    private long unchangedSince;

    boolean isSettled(Map<Pod, Counters> now, long nanoTime) {
      boolean isUnchanged = now.equals(last);
      last = new HashMap<>(now);
      unchangedSince = isUnchanged ? unchangedSince : nanoTime;
      busy.clear();
      specs().forEach(spec -> busy.addAll(busy(spec, of(now, spec))));
      boolean isFlushed = specs().stream().allMatch(spec -> isFlushed(spec, of(now, spec)));
      boolean isOver = nanoTime - unchangedSince > FLUSH_LIMIT.toNanos();
      return busy.isEmpty() && isUnchanged && (isFlushed || isOver);
    }
  }

  private static Counters of(Map<Pod, Counters> all, ProxySpec spec) {
    return all.getOrDefault(spec.pod(), new Counters(Map.of()));
  }

  private static boolean isFlushed(ProxySpec spec, Counters counters) {
    ReportTruth report = ReportTruth.of(spec, counters);
    return report.sent() == report.written();
  }

  private static List<String> busy(ProxySpec spec, Counters counters) {
    long inFlight = inFlight(spec, counters);
    return inFlight == 0
        ? List.of()
        : List.of(spec.pod().workload() + " has " + inFlight + " in flight");
  }

  /** Requests taken, and requests under way to other pods: mirrored ones are only there. */
  private static long inFlight(ProxySpec spec, Counters counters) {
    long taken =
        spec.httpListeners().stream()
            .mapToLong(l -> counters.get("http." + l.statPrefix() + ".downstream_rq_active"))
            .sum();
    long passedOn =
        spec.clusters().stream()
            .mapToLong(c -> counters.get("cluster." + c.name() + ".upstream_rq_active"))
            .sum();
    long connections =
        spec.tcpListeners().stream()
            .mapToLong(l -> counters.get("cluster." + l.cluster() + ".upstream_cx_active"))
            .sum();
    return taken + passedOn + connections;
  }
}
