package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Flow;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.util.List;

/** A small mesh to make batches of. */
final class TestMesh {
  static final String TENANT = "acme";
  static final RequestBatch.Origin ORIGIN = new RequestBatch.Origin("collector-1", 1_000, 0);

  /** 2026-01-01T00:00:00Z, start of a window. */
  static final long NOW = 1_767_225_600_000_000L;

  static final long SECOND = 1_000_000;

  private TestMesh() {}

  static Workload workload(String name) {
    return new Workload(new Workload.Identity("east", "shop", name, "v1"), name, NodeKind.WORKLOAD);
  }

  static Party known(String name) {
    return new Party.Known(workload(name));
  }

  static Party.ByAddress at(String address) {
    return at(address, Party.Principal.NONE);
  }

  static Party.ByAddress at(String address, Party.Principal principal) {
    return new Party.ByAddress(address, principal, Workload.ofAddress(address), true);
  }

  static EdgeReference edge(Reporter reporter, Party source, Party destination) {
    return new EdgeReference(
        reporter,
        source,
        destination,
        new ServiceName("shop", "reviews"),
        new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.UNKNOWN, Exit.NONE),
        new EdgeDetails(9080, "", "reviews", "", "", ConnectionSecurityPolicy.MUTUAL_TLS));
  }

  static Flow flow(Party source, Party destination) {
    return new Flow(List.of(edge(Reporter.DESTINATION, source, destination)));
  }

  /** Since that many seconds after {@link #NOW}, with service account {@code sa-<workload>}. */
  static Announcement announcement(String address, String workload, long sinceSeconds) {
    return announcement(TENANT, address, workload, sinceSeconds);
  }

  static Announcement announcement(
      String tenant, String address, String workload, long sinceSeconds) {
    Announcement.Key key =
        new Announcement.Key(tenant, address, "sidecar~" + workload, NOW + sinceSeconds * SECOND);
    return new Announcement(key, workload(workload), "sa-" + workload);
  }

  /** A batch of one flow with one row per end, in microseconds. */
  static RequestBatch batch(long sequence, Flow flow, long... endMicros) {
    RequestColumns rows = new RequestColumns();
    for (long end : endMicros) {
      row(rows, 0, end);
    }
    return new RequestBatch(header(sequence), List.of(flow), rows);
  }

  static RequestBatch empty(long sequence) {
    return new RequestBatch(header(sequence), List.of(), new RequestColumns());
  }

  /** Claims to have sent all through {@link #NOW} and a second per sequence. */
  static RequestBatch.Header header(long sequence) {
    return header(ORIGIN, sequence);
  }

  static RequestBatch.Header header(RequestBatch.Origin origin, long sequence) {
    return header(TENANT, origin, sequence);
  }

  static RequestBatch.Header header(String tenant, RequestBatch.Origin origin, long sequence) {
    return new RequestBatch.Header(
        tenant, origin, sequence, 100 * sequence, sequence, NOW + sequence * SECOND);
  }

  /** A stream that goes on: what it moved since it was last told of. */
  static void openRow(RequestColumns rows, int flow, long atMicros) {
    rows.begin(flow);
    rows.open(atMicros);
    rows.volume(1_000, 2_000, 0);
  }

  static void row(RequestColumns rows, int flow, long endMicros) {
    rows.begin(flow);
    rows.time(endMicros, 2_000_000, false);
    rows.result(Outcome.of(200, Outcome.NO_GRPC_STATUS, Cause.NONE), 0);
    rows.volume(10, 20, 1);
  }
}
