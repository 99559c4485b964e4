package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.Cause;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Batches of several collectors and what they add up to. The truth is found report by report, by
 * the plainest reading of the rules.
 */
final class RandomTraffic {
  private static final int ADDRESSES = 8;
  private static final int SPAN_SECONDS = 60;
  private static final int[] CODES = {200, 200, 200, 404, 503, 0};

  private final String tenant;
  private final RandomGenerator random;
  private final List<Announcement> announcements = new ArrayList<>();
  private final List<Flow> flows = new ArrayList<>();
  private final MergedDeltas truth = new MergedDeltas();

  RandomTraffic(String tenant, RandomGenerator random) {
    this.tenant = tenant;
    this.random = random;
    for (int i = 0; i < 2 * ADDRESSES; i++) {
      announcements.add(
          TestMesh.announcement(
              tenant, address(), "w" + random.nextInt(6), random.nextInt(SPAN_SECONDS)));
    }
    for (int i = 0; i < 30; i++) {
      flows.add(flow());
    }
  }

  List<Announcement> announcements() {
    return announcements;
  }

  /** As all batches so far, each counted once. */
  MergedDeltas truth() {
    return truth;
  }

  /** Batches of one origin, in order, with that many reports together. */
  List<RequestBatch> batches(RequestBatch.Origin origin, int reports, int reportsPerBatchMax) {
    List<RequestBatch> batches = new ArrayList<>();
    for (int left = reports; left > 0; ) {
      int size = Math.min(left, random.nextInt(reportsPerBatchMax + 1));
      batches.add(batch(origin, batches.size(), size));
      left -= size;
    }
    return batches;
  }

  private RequestBatch batch(RequestBatch.Origin origin, long sequence, int reports) {
    RequestColumns rows = new RequestColumns();
    for (int row = 0; row < reports; row++) {
      int flow = random.nextInt(flows.size());
      row(rows, flow);
      for (EdgeReference edge : flows.get(flow).edges()) {
        count(edge, rows, row);
      }
    }
    return new RequestBatch(TestMesh.header(tenant, origin, sequence), flows, rows);
  }

  private void row(RequestColumns rows, int flow) {
    rows.begin(flow);
    long end = TestMesh.NOW + random.nextLong(SPAN_SECONDS * TestMesh.SECOND);
    boolean isTimed = random.nextInt(10) > 0;
    rows.time(
        end,
        isTimed ? random.nextLong(1, 5_000_000_000L) : RequestColumns.NO_DURATION,
        random.nextInt(20) == 0);
    int code = CODES[random.nextInt(CODES.length)];
    Cause cause = code >= 500 ? Cause.UPSTREAM_ERROR : Cause.NONE;
    rows.result(Outcome.of(code, Outcome.NO_GRPC_STATUS, cause), random.nextLong(8));
    rows.volume(random.nextLong(1000), random.nextLong(100_000), random.nextInt(4));
    if (random.nextInt(12) == 0) {
      rows.open(end);
    }
  }

  private void count(EdgeReference edge, RequestColumns rows, int row) {
    long end = rows.endMicros(row);
    var series = edge.resolve(party -> announced(party, end).orElse(null));
    long window = EdgeDelta.windowOf(end);
    truth.counts(tenant, series, window).add(rows, row, series);
  }

  private Optional<Workload> announced(Party.ByAddress party, long micros) {
    List<Announcement> ofAddress =
        announcements.stream().filter(a -> a.key().address().equals(party.address())).toList();
    Comparator<Announcement> bySince =
        Comparator.<Announcement>comparingLong(a -> a.key().sinceMicros())
            .thenComparing(a -> a.key().nodeId());
    Optional<Announcement> holder =
        ofAddress.stream().filter(a -> a.key().sinceMicros() <= micros).max(bySince);
    long nodes = ofAddress.stream().map(a -> a.key().nodeId()).distinct().count();
    if (holder.isEmpty() && nodes == 1) {
      holder = ofAddress.stream().min(bySince);
    }
    return holder
        .filter(a -> !party.principal().contradicts(a.workload().namespace(), a.serviceAccount()))
        .map(Announcement::workload);
  }

  private Flow flow() {
    EdgeReference called = TestMesh.edge(Reporter.DESTINATION, party(), party());
    return random.nextInt(4) == 0
        ? new Flow(List.of(called, TestMesh.edge(Reporter.SOURCE, party(), party())))
        : new Flow(List.of(called));
  }

  private Party party() {
    return switch (random.nextInt(4)) {
      case 0 -> TestMesh.known("w" + random.nextInt(6));
      case 1 ->
          new Party.ByAddress(
              address(),
              new Party.Principal("shop", "sa-w" + random.nextInt(6)),
              Workload.UNKNOWN,
              false);
      default -> new Party.ByAddress(address(), Party.Principal.NONE, Workload.UNKNOWN, false);
    };
  }

  private String address() {
    return "10.0.0." + random.nextInt(ADDRESSES);
  }
}
