package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.model.Cause;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ResponseFlag;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports out of the entries of one stream. An entry whose flow is known costs one hash, one
 * comparison of bytes and a row of numbers. One owner, not thread-safe.
 */
public final class StreamNormalizer {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int HTTP_STATUS_MIN = 100;
  private static final int HTTP_STATUS_MAX = 999;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int CONNECT = 6;
  private static final int ATTEMPTS_MAX = 1 << 20;

  /** No proxy tells more often of streams that go on. */
  private static final long TOLD_NANOS_MIN = 1_000_000_000;

  private final ReportingNode node;
  private final Ledger ledger;
  private final Timing timing = new Timing();
  private final Hosts hosts;
  private final Peers peers;
  private final FlowCache cache;
  private final FlowFactory factory;
  private final SharedFlows sharedFlows;
  private final Operations operations;
  private final @Nullable StreamScope scope;

  StreamNormalizer(Normalization shared, ReportingNode node, long seed) {
    this.node = node;
    ledger = shared.ledger();
    scope = shared.scope(node);
    operations = new Operations(shared.operations(), ledger, seed);
    hosts = new Hosts(shared.config().hostsPerStreamMax());
    peers = new Peers(shared.decoder());
    cache = new FlowCache(shared.config(), seed);
    sharedFlows = shared.flows();
    factory = new FlowFactory(node, hosts, peers, shared.mirrors());
  }

  /**
   * Writes the report of an entry, if it is one.
   *
   * @param arrivalMicros when the entry arrived, microseconds since the epoch
   */
  public Normalized normalize(ProtocolEntry entry, long arrivalMicros, ReportBuffer reports) {
    Skipped skipped = EntryKind.skipped(entry);
    if (skipped == Skipped.INTERMEDIATE && scope != null) {
      return intermediate(entry, arrivalMicros, reports, scope);
    }
    if (skipped != null) {
      return skipped;
    }
    Rejected rejected = timing.read(entry, arrivalMicros);
    if (rejected != null) {
      return rejected;
    }
    long traits = traits(entry);
    FlowCache.Slot slot = slot(entry, traits);
    if (slot == null) {
      return Rejected.NAME_TOO_LONG;
    }
    RequestColumns columns = reports.begin(slot.flow());
    if (Traits.isTcp(traits)) {
      writeConnection(entry, slot.flow(), columns);
    } else {
      writeRequest(entry, columns);
      writeOperation(entry, slot, arrivalMicros, reports);
    }
    writeVolume(entry, Traits.isTcp(traits), arrivalMicros, columns);
    unknown(entry, slot);
    return Accepted.REPORT;
  }

  /** Writes what a stream that goes on moved since it was last told of. */
  private Normalized intermediate(
      ProtocolEntry entry, long arrivalMicros, ReportBuffer reports, StreamScope known) {
    boolean isStart = EntryKind.isStart(entry);
    if (!StreamKey.isIn(entry) || !(isStart || EntryKind.isPeriodic(entry))) {
      return Skipped.INTERMEDIATE;
    }
    Rejected rejected = timing.readOpen(entry, arrivalMicros);
    if (rejected != null) {
      return rejected;
    }
    if (isStart) {
      known.began(entry, arrivalMicros);
      return Skipped.INTERMEDIATE;
    }
    long traits = traits(entry);
    FlowCache.Slot slot = slot(entry, traits);
    if (slot == null) {
      return Rejected.NAME_TOO_LONG;
    }
    known.goesOn(entry, Traits.isTcp(traits), arrivalMicros);
    if (known.received() == 0 && known.sent() == 0) {
      return Skipped.INTERMEDIATE;
    }
    RequestColumns columns = reports.begin(slot.flow());
    columns.open(timing.endMicros());
    columns.volume(known.received(), known.sent(), 0);
    unknown(entry, slot);
    return Accepted.OPEN_STREAM;
  }

  private long traits(ProtocolEntry entry) {
    if (node.role() == ReportingNode.Role.WAYPOINT) {
      preferRemoteAddress(entry);
    }
    return Traits.of(entry, EntryKind.isTcp(entry), node.role());
  }

  private void unknown(ProtocolEntry entry, FlowCache.Slot slot) {
    long unknowns = entry.number(ProtocolEntry.UNKNOWNS) | slot.unknowns();
    if (unknowns != 0) {
      ledger.unknown(unknowns);
    }
  }

  /** When the entry began, microseconds since the epoch; empty unless it is usable. */
  public OptionalLong startMicros(ProtocolEntry entry, long arrivalMicros) {
    return EntryKind.skipped(entry) == null && timing.read(entry, arrivalMicros) == null
        ? OptionalLong.of(Timing.startMicros(entry))
        : OptionalLong.empty();
  }

  private void writeConnection(ProtocolEntry entry, CachedFlow flow, RequestColumns columns) {
    boolean isCalledSidecar =
        flow.isOfCalled()
            && node.role() == ReportingNode.Role.SIDECAR
            && EntryKind.isOfListener(entry);
    Cause cause = Causes.ofConnection(entry, isCalledSidecar);
    columns.time(timing.endMicros(), RequestColumns.NO_DURATION, timing.isLate());
    columns.result(Outcome.of(0, Outcome.NO_GRPC_STATUS, cause), entry.number(ProtocolEntry.FLAGS));
  }

  private void writeRequest(ProtocolEntry entry, RequestColumns columns) {
    int code = code(entry);
    int grpc = grpcStatus(entry);
    long flags = Causes.flags(entry, code);
    boolean isOutOfLatency =
        code == SWITCHING_PROTOCOLS
            || entry.number(ProtocolEntry.METHOD) == CONNECT
            || ResponseFlag.DI.isIn(flags)
            || GrpcPath.isStream(entry);
    long duration = isOutOfLatency ? RequestColumns.NO_DURATION : timing.durationNanos();
    columns.time(timing.endMicros(), duration, timing.isLate());
    columns.result(Outcome.of(code, grpc, Causes.ofRequest(entry, code, grpc)), flags);
  }

  private void writeOperation(
      ProtocolEntry entry, FlowCache.Slot slot, long arrivalMicros, ReportBuffer reports) {
    int code = (int) entry.number(ProtocolEntry.RESPONSE_CODE);
    CachedOperation operation = operations.of(entry, slot, code, arrivalMicros);
    if (operation != null) {
      reports.columns().asked(reports.number(operation));
    }
  }

  private void writeVolume(
      ProtocolEntry entry, boolean isTcp, long arrivalMicros, RequestColumns columns) {
    long received = Bytes.received(entry);
    long sent = Bytes.sent(entry);
    if (scope != null) {
      if (scope.isLearning()) {
        scope.finished(entry, timing.endMicros(), arrivalMicros);
      }
      boolean mayBeTold = isTcp || timing.lastedNanos() >= TOLD_NANOS_MIN;
      if (mayBeTold && StreamKey.isIn(entry)) {
        scope.ended(entry, isTcp, timing, arrivalMicros);
        received = scope.received();
        sent = scope.sent();
      }
    }
    int attempts = (int) Math.min(entry.number(ProtocolEntry.ATTEMPTS), ATTEMPTS_MAX);
    columns.volume(received, sent, attempts);
  }

  private int code(ProtocolEntry entry) {
    long code = entry.number(ProtocolEntry.RESPONSE_CODE);
    if (code == 0 || (code >= HTTP_STATUS_MIN && code <= HTTP_STATUS_MAX)) {
      return (int) code;
    }
    ledger.unknown(Unknown.RESPONSE_CODE.bit());
    return 0;
  }

  private int grpcStatus(ProtocolEntry entry) {
    boolean isInTrailer = entry.has(ProtocolEntry.GRPC_STATUS_TRAILER);
    int text = isInTrailer ? ProtocolEntry.GRPC_STATUS_TRAILER : ProtocolEntry.GRPC_STATUS_HEADER;
    int length = entry.length(text);
    if (length == 0) {
      return Outcome.NO_GRPC_STATUS;
    }
    int status = length > 2 ? -1 : 0;
    for (int i = 0; i < length && status >= 0; i++) {
      int digit = entry.bytes()[entry.offset(text) + i] - '0';
      status = digit < 0 || digit > 9 ? -1 : status * 10 + digit;
    }
    if (status >= 0 && status <= 16) {
      return status;
    }
    ledger.unknown(Unknown.GRPC_STATUS.bit());
    return Outcome.NO_GRPC_STATUS;
  }

  private FlowCache.@Nullable Slot slot(ProtocolEntry entry, long traits) {
    if (!cache.take(entry, traits)) {
      return null;
    }
    FlowCache.Slot known = cache.find(entry, traits);
    return known == null ? newSlot(entry, traits) : known;
  }

  private FlowCache.Slot newSlot(ProtocolEntry entry, long traits) {
    if (cache.makeRoom()) {
      hosts.clear();
      peers.clear();
      operations.clear();
      ledger.flowsForgotten();
    }
    Flow flow = sharedFlows.shared(factory.flow(entry, traits));
    return cache
        .keep(entry, traits, flow, unknowns(entry))
        .asking(operations.target(flow, entry.string(ProtocolEntry.ROUTE_NAME)));
  }

  private long unknowns(ProtocolEntry entry) {
    long unknowns = node.isKnown() ? 0 : Unknown.NODE.bit();
    for (int text = 0; text < ProtocolEntry.DOWNSTREAM_PEER; text++) {
      if (entry.has(text) && entry.string(text).indexOf(REPLACEMENT) >= 0) {
        unknowns |= Unknown.UTF8.bit();
      }
    }
    boolean isCallerUnread =
        (entry.has(ProtocolEntry.DOWNSTREAM_PEER) || entry.has(ProtocolEntry.WASM_DOWNSTREAM_PEER))
            && peers.caller(entry).isEmpty();
    boolean isCalleeUnread =
        (entry.has(ProtocolEntry.UPSTREAM_PEER) || entry.has(ProtocolEntry.WASM_UPSTREAM_PEER))
            && peers.callee(entry).isEmpty();
    return isCallerUnread || isCalleeUnread ? unknowns | Unknown.PEER.bit() : unknowns;
  }

  /** At a waypoint the connection's peer may be another listener of the same proxy. */
  private static void preferRemoteAddress(ProtocolEntry entry) {
    if (entry.has(ProtocolEntry.REMOTE_ADDRESS)) {
      entry.text(
          ProtocolEntry.PEER_ADDRESS,
          entry.offset(ProtocolEntry.REMOTE_ADDRESS),
          entry.length(ProtocolEntry.REMOTE_ADDRESS));
    }
  }
}
