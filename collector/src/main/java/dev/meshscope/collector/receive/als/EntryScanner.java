package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.MemoryConfig;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.Unknown;
import dev.meshscope.collector.receive.WireCursor;
import java.util.Arrays;

/**
 * Reads one {@code HTTPAccessLogEntry} or {@code TCPAccessLogEntry}
 * (envoy/data/accesslog/v3/accesslog.proto) into a {@link ProtocolEntry}. Fields may stand in any
 * order; of repeated scalars the last one wins and repeated messages merge, as protobuf has it. One
 * owner, not thread-safe.
 */
final class EntryScanner {
  private static final int LENGTH_DELIMITED = 2;
  private static final int COMMON = 1 << 3 | LENGTH_DELIMITED;
  private static final long FIRST = fields(1);
  private static final long FIRST_TWO = fields(1, 2);
  private static final long HTTP_USED = fields(1, 2, 3, 4);
  private static final long REQUEST_USED = fields(1, 3, 5, 6, 10, 11, 12, 13);
  private static final long RESPONSE_USED = fields(1, 2, 3, 4, 5, 6);
  private static final long COMMON_USED =
      fields(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16)
          | fields(19, 20, 21, 22, 23, 24, 25, 26, 27, 33);
  private static final int HTTP_METHOD_MAX = 9;
  private static final int HTTP_VERSION_MAX = 4;
  private static final int LOG_TYPE_MAX = 14;
  private static final int TIME_FIELD_OFFSET = 5;

  private final WireCursor in = new WireCursor();
  private final AddressScanner addresses = new AddressScanner(in);
  private final TlsScanner tls = new TlsScanner(in);
  private final FlagScanner flags = new FlagScanner(in);
  private final MapScanner maps;
  private int originalOffset;
  private int originalLength;

  /**
   * Makes a scanner.
   *
   * @param memory limits of what it remembers of entries before
   */
  EntryScanner(MemoryConfig memory) {
    maps = new MapScanner(in, new ObjectMemory(memory));
  }

  /**
   * Reads an entry.
   *
   * @param bytes the message; the entry refers to it until it is reset
   * @return false when the bytes are no entry; its content is then undefined
   */
  boolean scan(byte[] bytes, int offset, int length, boolean isTcp, ProtocolEntry entry) {
    entry.reset(bytes);
    addresses.reset();
    tls.reset();
    originalLength = 0;
    in.over(bytes, offset, offset + length);
    if (isTcp) {
      entry.number(ProtocolEntry.FROM_TCP_LOGGER, 1);
      tcp(entry);
    } else {
      http(entry);
    }
    if (!entry.has(ProtocolEntry.PEER_ADDRESS)) {
      entry.text(
          ProtocolEntry.PEER_ADDRESS,
          entry.offset(ProtocolEntry.REMOTE_ADDRESS),
          entry.length(ProtocolEntry.REMOTE_ADDRESS));
    }
    if (originalLength > 0 && !in.isBroken()) {
      entry.text(ProtocolEntry.PATH, originalOffset, originalLength);
    }
    return !in.isBroken();
  }

  private void http(ProtocolEntry entry) {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case COMMON -> common(entry);
        case 2 << 3 -> entry.number(ProtocolEntry.PROTOCOL_VERSION, known(HTTP_VERSION_MAX, entry));
        case 3 << 3 | LENGTH_DELIMITED -> request(entry);
        case 4 << 3 | LENGTH_DELIMITED -> response(entry);
        default -> in.skip(tag, HTTP_USED);
      }
    }
  }

  private void tcp(ProtocolEntry entry) {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case COMMON -> common(entry);
        case 2 << 3 | LENGTH_DELIMITED -> connection(entry);
        default -> in.skip(tag, FIRST_TWO);
      }
    }
  }

  private void connection(ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 -> entry.number(ProtocolEntry.BODY_BYTES_RECEIVED, in.varint());
        case 2 << 3 -> entry.number(ProtocolEntry.BODY_BYTES_SENT, in.varint());
        default -> in.skip(tag, FIRST_TWO);
      }
    }
    in.leave(outer);
  }

  private void request(ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 -> entry.number(ProtocolEntry.METHOD, known(HTTP_METHOD_MAX, entry));
        case 3 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.AUTHORITY, entry);
        case 5 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.PATH, entry);
        case 6 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.USER_AGENT, entry);
        case 10 << 3 | LENGTH_DELIMITED -> originalPath();
        case 11 << 3 -> entry.number(ProtocolEntry.HEADER_BYTES_RECEIVED, in.varint());
        case 12 << 3 -> entry.number(ProtocolEntry.BODY_BYTES_RECEIVED, in.varint());
        case 13 << 3 | LENGTH_DELIMITED -> maps.requestHeader(entry);
        default -> in.skip(tag, REQUEST_USED);
      }
    }
    in.leave(outer);
  }

  private void response(ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | LENGTH_DELIMITED -> responseCode(entry);
        case 2 << 3 -> entry.number(ProtocolEntry.HEADER_BYTES_SENT, in.varint());
        case 3 << 3 -> entry.number(ProtocolEntry.BODY_BYTES_SENT, in.varint());
        case 4 << 3 | LENGTH_DELIMITED -> maps.grpcStatus(ProtocolEntry.GRPC_STATUS_HEADER, entry);
        case 5 << 3 | LENGTH_DELIMITED -> maps.grpcStatus(ProtocolEntry.GRPC_STATUS_TRAILER, entry);
        case 6 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.RESPONSE_CODE_DETAILS, entry);
        default -> in.skip(tag, RESPONSE_USED);
      }
    }
    in.leave(outer);
  }

  private void responseCode(ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == 1 << 3) {
        entry.number(ProtocolEntry.RESPONSE_CODE, in.varint() & 0xFFFF_FFFFL);
      } else {
        in.skip(tag, FIRST);
      }
    }
    in.leave(outer);
  }

  private void common(ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 2 << 3 | LENGTH_DELIMITED -> addresses.peer(ProtocolEntry.REMOTE_ADDRESS, entry);
        case 3 << 3 | LENGTH_DELIMITED -> addresses.local(entry);
        case 4 << 3 | LENGTH_DELIMITED -> tls.properties(entry);
        case 5 << 3 | LENGTH_DELIMITED -> time(ProtocolEntry.START, entry);
        case 6 << 3 | LENGTH_DELIMITED,
            7 << 3 | LENGTH_DELIMITED,
            8 << 3 | LENGTH_DELIMITED,
            9 << 3 | LENGTH_DELIMITED,
            10 << 3 | LENGTH_DELIMITED,
            11 << 3 | LENGTH_DELIMITED,
            12 << 3 | LENGTH_DELIMITED ->
            time((tag >>> 3) - TIME_FIELD_OFFSET, entry);
        case 13 << 3 | LENGTH_DELIMITED -> addresses.upstream(entry);
        case 15 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.UPSTREAM_CLUSTER, entry);
        case 16 << 3 | LENGTH_DELIMITED -> flags.flags(entry);
        case 19 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.ROUTE_NAME, entry);
        case 20 << 3 | LENGTH_DELIMITED -> addresses.peer(ProtocolEntry.PEER_ADDRESS, entry);
        case 21 << 3 | LENGTH_DELIMITED -> maps.filterState(entry);
        case 22 << 3 | LENGTH_DELIMITED -> maps.customTag(entry);
        case 23 << 3 | LENGTH_DELIMITED -> time(ProtocolEntry.DURATION, entry);
        case 24 << 3 -> entry.number(ProtocolEntry.ATTEMPTS, in.varint() & 0xFFFF_FFFFL);
        case 25 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.TERMINATION_DETAILS, entry);
        case 26 << 3 | LENGTH_DELIMITED -> text(ProtocolEntry.STREAM_ID, entry);
        case 27 << 3 -> entry.number(ProtocolEntry.INTERMEDIATE, in.varint() == 0 ? 0 : 1);
        case 33 << 3 -> entry.number(ProtocolEntry.LOG_TYPE, known(LOG_TYPE_MAX, entry));
        default -> in.skip(tag, COMMON_USED);
      }
    }
    in.leave(outer);
  }

  /** A {@code Timestamp} or {@code Duration}: both have seconds 1 and nanos 2. */
  private void time(int time, ProtocolEntry entry) {
    entry.presentTime(time);
    int present = in.pair();
    if (present >= 0) {
      if ((present & 1) != 0) {
        entry.seconds(time, in.first());
      }
      if ((present & 2) != 0) {
        entry.nanos(time, (int) in.second());
      }
      return;
    }
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 -> entry.seconds(time, in.varint());
        case 2 << 3 -> entry.nanos(time, (int) in.varint());
        default -> in.skip(tag, FIRST_TWO);
      }
    }
    in.leave(outer);
  }

  /** The value of a closed list; one that is not in ours is marked and kept. */
  private int known(int max, ProtocolEntry entry) {
    int value = (int) in.varint();
    if (value < 0 || value > max) {
      entry.number(
          ProtocolEntry.UNKNOWNS, entry.number(ProtocolEntry.UNKNOWNS) | Unknown.ENUM_VALUE.bit());
    }
    return value;
  }

  /** What the client asked for, where a route asked its upstream for something else. */
  private void originalPath() {
    originalLength = in.length();
    originalOffset = in.position();
    in.advance(originalLength);
  }

  private void text(int text, ProtocolEntry entry) {
    int length = in.length();
    if (!in.isBroken()) {
      entry.text(text, in.position(), length);
      in.advance(length);
    }
  }

  /** A set of field numbers. */
  static long fields(int... numbers) {
    return Arrays.stream(numbers).mapToLong(field -> 1L << field).reduce(0, (a, b) -> a | b);
  }
}
