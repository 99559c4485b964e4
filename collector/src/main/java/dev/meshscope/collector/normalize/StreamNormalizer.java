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

  /** More than any request moves, and far from overflow when added up. */
  private static final long BYTES_MAX = 1L << 48;

  private final ReportingNode node;
  private final Ledger ledger;
  private final Timing timing = new Timing();
  private final Hosts hosts;
  private final Peers peers;
  private final FlowCache cache;
  private final FlowFactory factory;

  /**
   * Makes a normalizer without any flows.
   *
   * @param node whose stream it is
   * @param seed random, for hashing
   */
  public StreamNormalizer(
      ReportingNode node, NormalizeConfig config, PeerDecoder decoder, Ledger ledger, long seed) {
    this.node = node;
    this.ledger = ledger;
    hosts = new Hosts(config.hostsPerStreamMax());
    peers = new Peers(decoder);
    cache = new FlowCache(config, seed);
    factory = new FlowFactory(node, hosts, peers);
  }

  /**
   * Writes the report of an entry, if it is one.
   *
   * @param arrivalMicros when the entry arrived, microseconds since the epoch
   */
  public Normalized normalize(ProtocolEntry entry, long arrivalMicros, ReportBuffer reports) {
    Skipped skipped = EntryKind.skipped(entry);
    if (skipped != null) {
      return skipped;
    }
    Rejected rejected = timing.read(entry, arrivalMicros);
    if (rejected != null) {
      return rejected;
    }
    if (node.role() == ReportingNode.Role.WAYPOINT) {
      preferRemoteAddress(entry);
    }
    long traits = Traits.of(entry, EntryKind.isTcp(entry), node.role());
    FlowCache.Slot slot = slot(entry, traits);
    if (slot == null) {
      return Rejected.NAME_TOO_LONG;
    }
    RequestColumns columns = reports.begin(slot.flow());
    if (Traits.isTcp(traits)) {
      writeConnection(entry, slot.flow(), columns);
    } else {
      writeRequest(entry, columns);
    }
    long unknowns = entry.number(ProtocolEntry.UNKNOWNS) | slot.unknowns();
    if (unknowns != 0) {
      ledger.unknown(unknowns);
    }
    return Accepted.REPORT;
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
    volume(entry, columns);
  }

  private void writeRequest(ProtocolEntry entry, RequestColumns columns) {
    int code = code(entry);
    int grpc = grpcStatus(entry);
    long flags = entry.number(ProtocolEntry.FLAGS);
    boolean isOutOfLatency =
        code == SWITCHING_PROTOCOLS
            || entry.number(ProtocolEntry.METHOD) == CONNECT
            || ResponseFlag.DI.isIn(flags)
            || GrpcPath.isStream(entry);
    long duration = isOutOfLatency ? RequestColumns.NO_DURATION : timing.durationNanos();
    columns.time(timing.endMicros(), duration, timing.isLate());
    columns.result(Outcome.of(code, grpc, Causes.ofRequest(entry, code, grpc)), flags);
    volume(entry, columns);
  }

  private static void volume(ProtocolEntry entry, RequestColumns columns) {
    columns.volume(
        bytes(entry, ProtocolEntry.HEADER_BYTES_RECEIVED, ProtocolEntry.BODY_BYTES_RECEIVED),
        bytes(entry, ProtocolEntry.HEADER_BYTES_SENT, ProtocolEntry.BODY_BYTES_SENT),
        (int) Math.min(entry.number(ProtocolEntry.ATTEMPTS), ATTEMPTS_MAX));
  }

  /** Headers and body: in every version of Envoy, and without the framing of the connection. */
  private static long bytes(ProtocolEntry entry, int headers, int body) {
    long headerBytes = entry.number(headers);
    long bodyBytes = entry.number(body);
    boolean isReal =
        headerBytes >= 0 && headerBytes < BYTES_MAX && bodyBytes >= 0 && bodyBytes < BYTES_MAX;
    return isReal ? headerBytes + bodyBytes : BYTES_MAX;
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
      ledger.flowsForgotten();
    }
    Flow flow = factory.flow(entry, traits);
    return cache.keep(entry, traits, flow, unknowns(entry));
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
