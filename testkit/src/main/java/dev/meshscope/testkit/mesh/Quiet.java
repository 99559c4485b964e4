package dev.meshscope.testkit.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A mesh at rest: nothing in flight at any proxy, and every entry written so far handed to the
 * collector. Envoy's counters are exact then, and stay as they are until the next request.
 */
final class Quiet {
  private static final Duration LIMIT = Duration.ofSeconds(60);

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
   * @throws MeshException if it did not come within 60 s
   */
  Map<Pod, Counters> await() {
    Map<Pod, Counters> last = new HashMap<>();
    List<String> unrest = new ArrayList<>();
    Await.until(
        () -> "the mesh to come to rest: " + unrest,
        LIMIT,
        () -> {
          Map<Pod, Counters> now = envoys.counters();
          unrest.clear();
          envoys.specs().forEach(spec -> unrest.addAll(unrest(spec, now)));
          boolean isSettled = unrest.isEmpty() && now.equals(last);
          last.clear();
          last.putAll(now);
          return isSettled;
        });
    return last;
  }

  private static List<String> unrest(ProxySpec spec, Map<Pod, Counters> all) {
    Counters counters = all.getOrDefault(spec.pod(), new Counters(Map.of()));
    List<String> unrest = new ArrayList<>();
    if (inFlight(spec, counters) > 0) {
      unrest.add(spec.pod().workload() + " has " + inFlight(spec, counters) + " in flight");
    }
    long buffered = ReportTruth.buffered(spec, counters);
    if (buffered != 0) {
      unrest.add(spec.pod().workload() + " holds " + buffered + " entries");
    }
    return unrest;
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
