package dev.meshscope.testkit.mesh;

import java.util.HashMap;
import java.util.Map;

/**
 * What one HTTP connection manager counted, {@code http.<prefix>.…}. Checked against its access log
 * on Envoy 1.40.0:
 *
 * <ul>
 *   <li>entries = {@code requests}: also for direct responses, redirects, NR and faults;
 *   <li>entries by class of code = {@code responseClasses}, injected faults and NR included;
 *   <li>entries with code 0 = {@link #unanswered}: the client went away first (DC);
 *   <li>entries with flag NR = {@code noRoute}, FI = {@code aborts}, DI = {@code delays}. A route
 *       that is only missing a usable cluster (UH) is no missing route;
 *   <li>beside those, and in none of these numbers, the listener itself writes an entry with flag
 *       NR and code 0 for every connection that no filter chain was there for = {@code denied}.
 * </ul>
 *
 * @param pod whose proxy it is
 * @param side which side of the pod it serves
 * @param statPrefix name of the connection manager in the statistics
 * @param requests {@code downstream_rq_total}
 * @param responses {@code downstream_rq_completed}
 * @param responseClasses {@code downstream_rq_1xx} to {@code 5xx}, by first digit
 * @param local what it decided by itself
 */
public record ListenerTruth(
    Pod pod,
    Side side,
    String statPrefix,
    long requests,
    long responses,
    Map<Integer, Long> responseClasses,
    Local local) {
  public ListenerTruth {
    responseClasses = Map.copyOf(responseClasses);
  }

  /** Requests that got no answer because the client was gone; code 0 in reports. */
  public long unanswered() {
    return requests - responses;
  }

  /**
   * Decisions that no cluster is charged with.
   *
   * @param noRoute {@code no_route}: answered 404
   * @param aborts {@code fault.aborts_injected}
   * @param delays {@code fault.delays_injected}
   * @param direct {@code rq_direct_response}: direct responses and redirects
   * @param denied {@code listener.….no_filter_chain_match}: plaintext connections to a sidecar that
   *     takes mutual TLS only
   */
  public record Local(long noRoute, long aborts, long delays, long direct, long denied) {}

  static ListenerTruth of(Pod pod, ProxySpec.HttpListener listener, Counters counters) {
    String http = "http." + listener.statPrefix() + ".";
    String connections = "listener." + pod.address() + "_" + listener.port() + ".";
    return new ListenerTruth(
        pod,
        listener.side(),
        listener.statPrefix(),
        counters.get(http + "downstream_rq_total"),
        counters.get(http + "downstream_rq_completed"),
        classes(http, counters),
        new Local(
            counters.get(http + "no_route"),
            counters.get(http + "fault.aborts_injected"),
            counters.get(http + "fault.delays_injected"),
            counters.get(http + "rq_direct_response"),
            counters.get(connections + "no_filter_chain_match")));
  }

  private static Map<Integer, Long> classes(String http, Counters counters) {
    Map<Integer, Long> classes = new HashMap<>();
    for (int digit = 1; digit <= 5; digit++) {
      long count = counters.get(http + "downstream_rq_" + digit + "xx");
      if (count > 0) {
        classes.put(digit, count);
      }
    }
    return classes;
  }
}
