package dev.meshscope.queryapi.query;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One edge of a graph with its golden signals; what is not known of it is absent.
 *
 * @param id stable
 * @param source the calling node's id
 * @param destination the called node's id
 * @param service the called service, where the grouping tells services apart
 * @param protocol what it speaks
 * @param trafficClass what kind of requests it carries
 * @param entry how its requests came in from outside
 * @param exit how its requests left the mesh
 * @param security how its connections were secured; absent where no side could tell
 * @param view whose rows are in {@code requests} and what follows from it
 * @param requests requests in that view
 * @param requestsBySource what callers experienced; absent where none reported
 * @param requestsByDestination what the callee served; absent where it did not report
 * @param attempts tries of the callers, retries included; absent where none reported
 * @param responses requests by response code
 * @param causes requests by cause, where there was one
 * @param errors requests that failed by the success rule
 * @param requestsPerSecond over the part of the range that has passed
 * @param errorRatio errors ÷ requests; absent without requests
 * @param latency absent without samples
 */
public record GraphEdge(
    String id,
    String source,
    String destination,
    @Nullable CalledService service,
    String protocol,
    String trafficClass,
    @Nullable String entry,
    @Nullable String exit,
    @Nullable Security security,
    String view,
    long requests,
    @Nullable Long requestsBySource,
    @Nullable Long requestsByDestination,
    @Nullable Long attempts,
    SortedMap<Integer, Long> responses,
    Map<String, Long> causes,
    long errors,
    @Nullable Double requestsPerSecond,
    @Nullable Double errorRatio,
    @Nullable LatencySummary latency) {

  /**
   * A called service.
   *
   * @param namespace absent for hosts outside the cluster
   * @param name short name, or the whole host
   * @param port the called port by the source side; of several, the one with most requests
   */
  public record CalledService(@Nullable String namespace, String name, @Nullable Integer port) {}

  /**
   * How connections were secured, from whichever side knows, whatever the view.
   *
   * @param policy {@code mutual_tls}, {@code none} for plaintext, {@code mixed}, or {@code unknown}
   *     where only principals are known
   * @param requests requests by policy, as the side that knows counted them
   * @param sourcePrincipals SPIFFE ids of callers, at most 10
   * @param destinationPrincipals SPIFFE ids of callees, at most 10
   */
  public record Security(
      String policy,
      SortedMap<String, Long> requests,
      List<String> sourcePrincipals,
      List<String> destinationPrincipals) {}
}
