package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Counts;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Reporter;

/**
 * What one reporter's live rows of one edge add up to, as far as rules ask for it.
 *
 * @param key the edge; of its ends without canonical services, of its source also without version
 *     and kind
 * @param reporter whose rows
 * @param counts whether these rows count in the best view; others tell only what that side saw
 * @param egressHost the host behind an egress gateway; empty elsewhere and where unknown
 * @param sums what they add up to
 */
public record RuleTraffic(
    EdgeKey key, Reporter reporter, boolean counts, String egressHost, Sums sums) {
  public RuleTraffic {
    requireNonNull(key);
    requireNonNull(reporter);
    requireNonNull(egressHost);
    requireNonNull(sums);
  }

  /**
   * What rows add up to.
   *
   * @param requests requests, or TCP connections
   * @param attempts Σ max(1, attempt count) of source rows
   * @param late requests that arrived more than 30 s after their end
   * @param mutualTls requests over mutual TLS, as far as the reporter could see
   * @param plaintext requests in plaintext, likewise
   * @param outcomes requests by {@link dev.meshscope.model.Outcome}
   * @param latency requests by {@link dev.meshscope.model.LatencyBuckets}; empty unless asked for
   */
  public record Sums(
      long requests,
      long attempts,
      long late,
      long mutualTls,
      long plaintext,
      Counts outcomes,
      Counts latency) {
    public Sums {
      requireNonNull(outcomes);
      requireNonNull(latency);
    }
  }
}
