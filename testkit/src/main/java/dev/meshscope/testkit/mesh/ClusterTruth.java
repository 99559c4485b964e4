package dev.meshscope.testkit.mesh;

import java.util.HashMap;
import java.util.Map;

/**
 * What one proxy counted for one cluster, {@code cluster.<name>.…}. Checked against access log
 * entries on Envoy 1.40.0, an entry belonging to the cluster of its {@code upstream_cluster}, or
 * where that is empty to the one of the tag {@code %UPSTREAM_CLUSTER_RAW%}:
 *
 * <ul>
 *   <li>entries by code = {@code responses}, for every code but 0. Each request is charged once,
 *       with the answer that its caller got: UT as 504; UF, UC, UO, UH and URX as 503, although a
 *       request that met UH or a full pending queue names no cluster in its entry;
 *   <li>entries with code 0 (DC), injected faults (FI) and NR are charged to no cluster;
 *   <li>Σ (attempts − 1) over its entries = {@code retries}, those included that found no
 *       connection; the answers that were retried are not in {@code responses} but in the
 *       pseudo-cluster {@code <name>.retry};
 *   <li>entries with UO: details {@code …{overflow}} = {@code overflows}, others = {@code
 *       retriesRefused};
 *   <li>{@code tries} leaves out whatever never had a connection: overflow, UH, UF; of a TCP proxy
 *       it is the connections that had a host;
 *   <li>mirrored requests are charged like others, but no entry of this proxy tells of them.
 * </ul>
 *
 * @param pod whose proxy it is
 * @param name the cluster
 * @param isMirror whether only mirrored requests go there
 * @param responses {@code upstream_rq_<code>}
 * @param tries {@code upstream_rq_total}
 * @param retries {@code upstream_rq_retry}
 * @param refusals what its circuit breaker refused
 */
public record ClusterTruth(
    Pod pod,
    ClusterName name,
    boolean isMirror,
    Map<Integer, Long> responses,
    long tries,
    long retries,
    Refusals refusals) {
  private static final String CODE = "upstream_rq_";

  public ClusterTruth {
    responses = Map.copyOf(responses);
  }

  /**
   * Requests that the circuit breaker refused.
   *
   * @param pending {@code upstream_rq_pending_overflow}: by {@code max_pending_requests}; the
   *     entries have no {@code upstream_cluster}
   * @param active {@code upstream_rq_active_overflow}: by {@code max_requests}; the entries have
   *     one
   * @param retries {@code upstream_rq_retry_overflow}: retries by {@code max_retries}; the entries
   *     carry the answer that was to be retried
   */
  public record Refusals(long pending, long active, long retries) {}

  static ClusterTruth of(Pod pod, ClusterName name, Counters counters) {
    String cluster = "cluster." + name + ".";
    return new ClusterTruth(
        pod,
        name,
        name.equals(ProductpageProxy.MIRROR),
        responses(cluster, counters),
        counters.get(cluster + "upstream_rq_total"),
        counters.get(cluster + "upstream_rq_retry"),
        new Refusals(
            counters.get(cluster + "upstream_rq_pending_overflow"),
            counters.get(cluster + "upstream_rq_active_overflow"),
            counters.get(cluster + "upstream_rq_retry_overflow")));
  }

  /** The rest of the name is a code here, so pseudo-clusters like {@code <name>.retry} stay out. */
  private static Map<Integer, Long> responses(String cluster, Counters counters) {
    Map<Integer, Long> responses = new HashMap<>();
    counters.forEach(
        cluster + CODE,
        (code, count) -> {
          if (code.length() == 3 && code.chars().allMatch(Character::isDigit)) {
            responses.put(Integer.parseInt(code), count);
          }
        });
    return responses;
  }
}
