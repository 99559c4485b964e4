package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.model.Cause;
import dev.meshscope.model.ResponseFlag;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code Span} (opentelemetry/proto/trace/v1/trace.proto) of a proxy. A request that
 * passes a proxy makes one span, or one and a child for each attempt; only the one says which node
 * it is of.
 */
final class SpanScanner extends RecordScanner {
  private static final int KIND = 6 << 3 | VARINT;
  private static final int START = 7 << 3 | FIXED64;
  private static final int END = 8 << 3 | FIXED64;
  private static final int ATTRIBUTE = 9 << 3 | LENGTH_DELIMITED;
  private static final long USED = 1 << 6 | 1 << 7 | 1 << 8 | 1 << 9;
  private static final int CLIENT = 3;
  private static final int DOWNSTREAM_END = 6;
  private static final int OUTBOUND_PORT = 15001;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int SERVER_ERROR_MIN = 500;
  private static final int UNAVAILABLE = 503;
  private static final byte[] GRPC_OK = {'0'};
  private static final byte[] PROXY = "proxy".getBytes(US_ASCII);

  /** The cluster of a span is that of the route; these answers came before it was asked. */
  private static final long BEFORE =
      ResponseFlag.FI.bit()
          | ResponseFlag.NR.bit()
          | ResponseFlag.RL.bit()
          | ResponseFlag.UAEX.bit()
          | ResponseFlag.RLSE.bit()
          | ResponseFlag.IH.bit()
          | ResponseFlag.DPE.bit()
          | ResponseFlag.RFCF.bit()
          | ResponseFlag.NFCF.bit()
          | ResponseFlag.NC.bit()
          | ResponseFlag.OM.bit();

  private static final SpanAttribute[] ATTRIBUTES = SpanAttribute.values();
  private static final AttributeTable TABLE = table();

  private boolean isOfProxy;

  SpanScanner() {
    super(TABLE);
  }

  @Override
  @Nullable Normalized scan(int offset, int length) {
    begin(offset, length);
    isOfProxy = false;
    long kind = 0;
    long start = 0;
    long end = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case KIND -> kind = in.varint();
        case START -> start = in.fixed64();
        case END -> end = in.fixed64();
        case ATTRIBUTE -> attribute();
        default -> in.skip(tag, USED);
      }
    }
    if (in.isBroken()) {
      return Rejected.ENTRY_MALFORMED;
    }
    if (!isOfProxy) {
      return Skipped.FOREIGN;
    }
    if (!filler.node().has(NodeTexts.ID)) {
      return Skipped.UPSTREAM_ATTEMPT;
    }
    filler.finish(start);
    complete(kind, start, end);
    return null;
  }

  private void complete(long kind, long start, long end) {
    ProtocolEntry entry = filler.entry();
    entry.number(ProtocolEntry.LOG_TYPE, DOWNSTREAM_END);
    if (end != 0) {
      duration(entry, end - start);
    }
    if ((entry.number(ProtocolEntry.FLAGS) & BEFORE) == 0) {
      entry.text(
          ProtocolEntry.UPSTREAM_CLUSTER,
          entry.offset(ProtocolEntry.TAGGED_CLUSTER),
          entry.length(ProtocolEntry.TAGGED_CLUSTER));
      cause(entry);
    }
    if (kind == CLIENT) {
      entry.number(ProtocolEntry.LOCAL_PORT, OUTBOUND_PORT);
    } else {
      ownAddress(entry);
    }
  }

  /** What the details would say, which no span has. */
  private static void cause(ProtocolEntry entry) {
    long flags = entry.number(ProtocolEntry.FLAGS);
    long code = entry.number(ProtocolEntry.RESPONSE_CODE);
    boolean isUpstreams = flags == 0 && entry.has(ProtocolEntry.UPSTREAM_CLUSTER);
    if (isUpstreams && (code >= SERVER_ERROR_MIN || isGrpcFailure(entry))) {
      given(Cause.UPSTREAM_ERROR, entry);
    } else if (flags == ResponseFlag.UO.bit() && code == UNAVAILABLE) {
      given(Cause.CIRCUIT_BREAKER, entry);
    }
  }

  private static boolean isGrpcFailure(ProtocolEntry entry) {
    int text = ProtocolEntry.GRPC_STATUS_TRAILER;
    return entry.has(text) && !entry.is(text, GRPC_OK);
  }

  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  private static void given(Cause cause, ProtocolEntry entry) {
    entry.number(ProtocolEntry.GIVEN_CAUSE, 1L + cause.ordinal());
  }

  /** A span that ends before it began has a time that is refused later. */
  private static void duration(ProtocolEntry entry, long nanos) {
    entry.presentTime(ProtocolEntry.DURATION);
    entry.seconds(ProtocolEntry.DURATION, Math.floorDiv(nanos, NANOS_PER_SECOND));
    entry.nanos(ProtocolEntry.DURATION, (int) Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  /** The address in the node's id: a span of a server is about a call to it. */
  private void ownAddress(ProtocolEntry entry) {
    NodeTexts node = filler.node();
    int end = node.offset(NodeTexts.ID) + node.length(NodeTexts.ID);
    int first = Texts.indexOf(bytes, '~', node.offset(NodeTexts.ID), end);
    int second = first < 0 ? -1 : Texts.indexOf(bytes, '~', first + 1, end);
    if (second > first + 1) {
      entry.text(ProtocolEntry.LOCAL_ADDRESS, first + 1, second - first - 1);
    }
  }

  @Override
  void take(int known) {
    SpanAttribute attribute = ATTRIBUTES[known];
    if (scanner.kind() == AttributeScanner.Kind.NUMBER) {
      filler.number(attribute.reading(), attribute.target(), scanner.number());
    } else if (scanner.kind() == AttributeScanner.Kind.TEXT) {
      text(attribute, scanner.offset(), scanner.length());
    }
  }

  private void text(SpanAttribute attribute, int offset, int length) {
    if (attribute == SpanAttribute.COMPONENT) {
      isOfProxy = length == PROXY.length && Texts.startsWith(bytes, offset, offset + length, PROXY);
    } else {
      filler.text(attribute.reading(), attribute.target(), offset, length);
    }
  }

  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  private static AttributeTable table() {
    Map<String, Integer> keys = new HashMap<>();
    for (SpanAttribute attribute : ATTRIBUTES) {
      keys.put(attribute.key(), attribute.ordinal());
    }
    return new AttributeTable(keys);
  }
}
