package dev.meshscope.testkit.simulate;

import dev.meshscope.model.ResponseFlag;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy reports of one request.
 *
 * @param reporter the proxy's pod
 * @param span when
 * @param downstream the side of the caller
 * @param upstream the side of the callee
 * @param request what was asked
 * @param response what was answered
 * @param keys what the report counts under: one key, or two for a gateway
 */
record ProxyEntry(
    SimulatedPod reporter,
    Span span,
    Downstream downstream,
    Upstream upstream,
    Request request,
    Response response,
    List<TrafficKey> keys) {
  /** Response code details of an answer that the callee gave. */
  static final String VIA_UPSTREAM = "via_upstream";

  ProxyEntry {
    keys = List.copyOf(keys);
  }

  GroundTruth.Report report() {
    return new GroundTruth.Report(response.code, upstream.attempts, span.durationNanos);
  }

  /**
   * Nanoseconds.
   *
   * @param startNanos after the start of the user's request
   * @param durationNanos how long the proxy had it
   * @param lastAttemptNanos when the last attempt left, after {@code startNanos}
   */
  record Span(long startNanos, long durationNanos, long lastAttemptNanos) {
    static Span between(long start, long end) {
      return new Span(start, end - start, 0);
    }
  }

  /**
   * @param remote the client as the proxy believes
   * @param direct the other end of the connection
   * @param local what it connected to
   * @param peer who it is by its certificate, null without mTLS
   * @param sni server name that it asked for, empty when none
   */
  record Downstream(
      Endpoint remote, Endpoint direct, Endpoint local, @Nullable SimulatedPod peer, String sni) {}

  /**
   * @param cluster cluster of the host that was chosen, empty when none was
   * @param intended cluster that the route chose, empty when no route did
   * @param remote the host that was chosen
   * @param local the proxy's end of that connection
   * @param peer who answered, null when nobody did or the own application
   * @param attempts attempt count, 0 = absent
   * @param route name of the route, empty when none matched
   */
  record Upstream(
      String cluster,
      String intended,
      @Nullable Endpoint remote,
      @Nullable Endpoint local,
      @Nullable SimulatedPod peer,
      int attempts,
      String route) {}

  /**
   * @param authority host as asked for
   * @param path path as asked for
   * @param id request id, the same on all hops
   * @param forwardedFor the client's address
   * @param isGrpc whether it is a gRPC call
   * @param bytes of the body
   */
  record Request(
      String authority, String path, String id, String forwardedFor, boolean isGrpc, long bytes) {}

  /**
   * @param code response code, 0 when none was sent
   * @param flags response flags
   * @param details response code details
   * @param grpcStatus 0–16, negative when it has none
   * @param bytes of the body
   */
  record Response(int code, Set<ResponseFlag> flags, String details, int grpcStatus, long bytes) {
    Response {
      flags = Set.copyOf(flags);
    }
  }
}
