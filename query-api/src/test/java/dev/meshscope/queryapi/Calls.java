package dev.meshscope.queryapi;

import static dev.meshscope.model.ConnectionSecurityPolicy.MUTUAL_TLS;

import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Reporter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * Equal calls of one edge, told by its source; where that is outside of the mesh, by its
 * destination.
 *
 * @param code the response code
 * @param tries 1 or more
 */
record Calls(
    EdgeKey edge,
    int code,
    Cause cause,
    Duration duration,
    int tries,
    ConnectionSecurityPolicy security) {
  /** What goes well, in 3 ms and under mutual TLS. */
  static Calls of(EdgeKey edge) {
    return new Calls(edge, 200, Cause.NONE, Duration.ofMillis(3), 1, MUTUAL_TLS);
  }

  Calls ending(int otherCode, Cause otherCause) {
    return new Calls(edge, otherCode, otherCause, duration, tries, security);
  }

  Calls taking(Duration other) {
    return new Calls(edge, code, cause, other, tries, security);
  }

  Calls tried(int times) {
    return new Calls(edge, code, cause, duration, times, security);
  }

  Calls inPlaintext() {
    return new Calls(edge, code, cause, duration, tries, ConnectionSecurityPolicy.NONE);
  }

  /** That many of them, all at one time. */
  List<Report> at(Instant end, int count) {
    Report one =
        new Report(
            new EdgeSeries(edge, reporter(), new EdgeDetails(9080, "", "", "", "", security)),
            end.getEpochSecond() * 1_000_000,
            duration.toNanos(),
            Outcome.of(code, Outcome.NO_GRPC_STATUS, cause),
            tries,
            100,
            200,
            false);
    return Collections.nCopies(count, one);
  }

  private Reporter reporter() {
    return edge.source().kind() == NodeKind.EXTERNAL ? Reporter.DESTINATION : Reporter.SOURCE;
  }
}
