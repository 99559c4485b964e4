package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.Unknown;

/**
 * Puts the values of attributes where they belong: into the entry, or to what is known of its
 * writer. One owner, not thread-safe.
 */
final class EntryFiller {
  private static final byte[] SPIFFE = "spiffe://".getBytes(US_ASCII);
  private static final byte[] SCHEME_END = "://".getBytes(US_ASCII);
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_MAX = Long.MAX_VALUE / NANOS_PER_MILLI;

  private final ProtocolEntry entry = new ProtocolEntry();
  private final NodeTexts node = new NodeTexts();
  private byte[] bytes = {};
  private long millis;
  private long told;
  private boolean isCertificateTold;

  /** Forgets everything but what the resource says of the writer. */
  void begin(byte[] message, NodeTexts resource) {
    bytes = message;
    entry.reset(message);
    node.copy(resource);
    millis = Texts.NONE;
    told = Texts.NONE;
    isCertificateTold = false;
  }

  ProtocolEntry entry() {
    return entry;
  }

  NodeTexts node() {
    return node;
  }

  /** Takes a text. */
  void text(Reading reading, int target, int offset, int length) {
    isCertificateTold |= reading == Reading.URIS && target == ProtocolEntry.PEER_SAN;
    if (Texts.isMissing(bytes, offset, length)) {
      return;
    }
    switch (reading) {
      case TEXT -> entry.text(target, offset, length);
      case NODE -> node.text(target, offset, length);
      case ADDRESS -> address(target, offset, length);
      case NUMBER -> number(reading, target, Texts.number(bytes, offset, length));
      case FLAGS -> entry.number(target, Texts.flags(bytes, offset, length));
      case METHOD -> entry.number(target, Math.max(0, Texts.method(bytes, offset, length)));
      case VERSION -> known(target, Texts.version(bytes, offset, length));
      case LOG_TYPE -> known(target, Texts.logType(bytes, offset, length));
      case URIS -> uris(target, offset, offset + length);
      case NANOS, MILLIS -> number(reading, target, Texts.number(bytes, offset, length));
      case START -> told = Texts.time(bytes, offset, length);
      case URL -> url(offset, offset + length);
      case MARK -> {}
    }
  }

  /** Takes a number; negative is one that could not be read. */
  void number(Reading reading, int target, long value) {
    switch (reading) {
      case NUMBER -> {
        boolean isBadCode = target == ProtocolEntry.RESPONSE_CODE && value < 0;
        entry.number(target, isBadCode ? Long.MAX_VALUE : Math.max(0, value));
      }
      case NANOS -> time(target, value);
      case MILLIS -> millis = value;
      default -> {} // a number is no name
    }
  }

  /**
   * Completes the entry: the peer of the connection is the client if nothing else is known, and a
   * cluster was chosen if one of its hosts was.
   *
   * @param startNanos the record's own time, nanoseconds since the epoch; 0 for none
   */
  void finish(long startNanos) {
    if (!entry.has(ProtocolEntry.PEER_ADDRESS)) {
      copy(ProtocolEntry.REMOTE_ADDRESS, ProtocolEntry.PEER_ADDRESS);
    }
    entry.number(ProtocolEntry.CERTIFICATE_UNTOLD, isCertificateTold ? 0 : 1);
    if (entry.has(ProtocolEntry.UPSTREAM_ADDRESS)) {
      copy(ProtocolEntry.TAGGED_CLUSTER, ProtocolEntry.UPSTREAM_CLUSTER);
    }
    if (millis >= 0 && !entry.hasTime(ProtocolEntry.LAST_DOWNSTREAM_TX)) {
      boolean isReal = millis <= MILLIS_MAX;
      time(ProtocolEntry.DURATION, isReal ? millis * NANOS_PER_MILLI : Long.MAX_VALUE);
    }
    start(startNanos);
  }

  /**
   * The line's own time counts, unless the record's is the same and finer: whoever ships a line may
   * put the time of shipping into the record.
   */
  private void start(long recordNanos) {
    boolean isSame = recordNanos - Math.floorMod(recordNanos, NANOS_PER_MILLI) == told;
    long nanos = told < 0 || isSame ? recordNanos : told;
    if (nanos != 0) {
      entry.presentTime(ProtocolEntry.START);
      entry.seconds(ProtocolEntry.START, Long.divideUnsigned(nanos, NANOS_PER_SECOND));
      entry.nanos(ProtocolEntry.START, (int) Long.remainderUnsigned(nanos, NANOS_PER_SECOND));
    }
  }

  private void time(int time, long nanos) {
    if (nanos >= 0) {
      entry.presentTime(time);
      entry.seconds(time, nanos / NANOS_PER_SECOND);
      entry.nanos(time, (int) (nanos % NANOS_PER_SECOND));
    }
  }

  /** A value of a closed list; one that is not in ours counts as none. */
  private void known(int number, long value) {
    if (value < 0) {
      long unknowns = entry.number(ProtocolEntry.UNKNOWNS);
      entry.number(ProtocolEntry.UNKNOWNS, unknowns | Unknown.ENUM_VALUE.bit());
    }
    entry.number(number, Math.max(0, value));
  }

  /** Pipes have no address. */
  private void address(int text, int offset, int length) {
    if (bytes[offset] == '/' || bytes[offset] == '@') {
      return;
    }
    int end = offset + length;
    int host = Texts.hostOffset(bytes, offset, length);
    int hostLength = Texts.hostLength(bytes, host, end);
    entry.text(text, host, hostLength);
    if (text == ProtocolEntry.LOCAL_ADDRESS) {
      entry.number(ProtocolEntry.LOCAL_PORT, Texts.port(bytes, host + hostLength, end));
    } else if (text == ProtocolEntry.UPSTREAM_ADDRESS) {
      entry.number(ProtocolEntry.UPSTREAM_PORT, Texts.port(bytes, host + hostLength, end));
    }
  }

  /** The first SPIFFE id, else the first URI. */
  private void uris(int text, int offset, int end) {
    entry.text(text, 0, 0); // of a key that stands twice the last value counts
    int start = offset;
    while (start < end) {
      int comma = Texts.indexOf(bytes, ',', start, end);
      int stop = comma < 0 ? end : comma;
      boolean isSpiffe = Texts.startsWith(bytes, start, stop, SPIFFE);
      if (isSpiffe || !entry.has(text)) {
        entry.text(text, start, stop - start);
      }
      if (isSpiffe) {
        break;
      }
      start = stop + 1;
    }
    if (text == ProtocolEntry.PEER_SAN && entry.has(text)) {
      entry.number(ProtocolEntry.PEER_HAS_CERTIFICATE, 1);
    }
  }

  private void url(int offset, int end) {
    int colon = Texts.indexOf(bytes, ':', offset, end);
    boolean isWhole = colon >= 0 && Texts.startsWith(bytes, colon, end, SCHEME_END);
    int host = isWhole ? colon + SCHEME_END.length : offset;
    int slash = Texts.indexOf(bytes, '/', host, end);
    int path = slash < 0 ? end : slash;
    entry.text(ProtocolEntry.AUTHORITY, host, path - host);
    entry.text(ProtocolEntry.PATH, path, end - path);
  }

  private void copy(int from, int to) {
    if (entry.has(from)) {
      entry.text(to, entry.offset(from), entry.length(from));
    }
  }
}
