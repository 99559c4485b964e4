package dev.meshscope.testkit.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A mesh at rest: nothing in flight at any proxy, no application about to call another, and every
 * entry written so far handed to the collector. Envoy's counters are exact then, and stay as they
 * are until the next request.
 */
final class Quiet {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Three times Envoy's flush interval: what is not sent by then never will be. */
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(3);

  /**
   * How long nothing may change: proxies are asked one after the other, and between two proxies a
   * request is at neither, longest where a machine has more to do than it can.
   */
  private static final Duration REST = Duration.ofSeconds(1);

  private final EnvoyFleet envoys;
  private final BookinfoApps apps;

  Quiet(EnvoyFleet envoys, BookinfoApps apps) {
    this.envoys = envoys;
    this.apps = apps;
  }

  List<ProxySpec> specs() {
    return envoys.specs();
  }

  /**
   * The counters at that moment.
   *
   * @throws MeshException that names the pods with something in flight, if that lasts 60 s
   */
  Counts await() {
    Watch watch = new Watch();
    Await.until(
        () -> "the mesh to come to rest: " + watch.busy,
        LIMIT,
        () -> watch.isSettled(envoys.counters(), System.nanoTime()));
    return new Counts(watch.last, apps.truth());
  }

  /**
   * Everything that is counted.
   *
   * @param proxies counters of each proxy
   * @param apps what the applications counted
   */
  record Counts(Map<Pod, Counters> proxies, AppTruth apps) {
    Counts {
      proxies = Map.copyOf(proxies);
    }

    Counters of(Pod pod) {
      return proxies.getOrDefault(pod, new Counters(Map.of()));
    }
  }

  /** Looks at one round after the other. */
  private final class Watch {
    private final List<String> busy = new ArrayList<>();
    private Map<Pod, Counters> last = Map.of();
    private long unchangedSince;

    boolean isSettled(Map<Pod, Counters> now, long nanoTime) {
      unchangedSince = now.equals(last) ? unchangedSince : nanoTime;
      last = new HashMap<>(now);
      busy.clear();
      if (apps.calling() > 0) {
        busy.add("applications make the calls of " + apps.calling() + " requests");
      }
      specs().forEach(spec -> busy.addAll(busy(spec, of(now, spec))));
      boolean isFlushed = specs().stream().allMatch(spec -> isFlushed(spec, of(now, spec)));
      Duration unchanged = Duration.ofNanos(nanoTime - unchangedSince);
      return busy.isEmpty() && unchanged.compareTo(isFlushed ? REST : FLUSH_LIMIT) > 0;
    }
  }

  private static Counters of(Map<Pod, Counters> all, ProxySpec spec) {
    return all.getOrDefault(spec.pod(), new Counters(Map.of()));
  }

  private static boolean isFlushed(ProxySpec spec, Counters counters) {
    return ReportTruth.of(spec, counters).stream()
        .allMatch(report -> report.sent() == report.written());
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
