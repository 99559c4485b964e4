package dev.meshscope.collector.normalize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an access log, read but not yet understood: where its texts stand in the bytes of
 * its message, and its numbers. Reused from entry to entry; what an entry does not have stays empty
 * or 0. One owner, not thread-safe.
 */
public final class ProtocolEntry {
  /** Text: name of the cluster of the chosen host. */
  public static final int UPSTREAM_CLUSTER = 0;

  /** Text: name of the route's cluster, from a custom tag. */
  public static final int TAGGED_CLUSTER = 1;

  public static final int ROUTE_NAME = 2;
  public static final int AUTHORITY = 3;
  public static final int SNI = 4;

  /** Text: the first SPIFFE id, else the first URI, of the certificate that the peer showed. */
  public static final int PEER_SAN = 5;

  /** Text: the same of the certificate that the proxy showed. */
  public static final int LOCAL_SAN = 6;

  /** Text: address of the peer of the connection; {@link #REMOTE_ADDRESS} where it is not known. */
  public static final int PEER_ADDRESS = 7;

  public static final int LOCAL_ADDRESS = 8;

  /** Text: address of the chosen host; address and port where {@link #UPSTREAM_IS_ENDPOINT}. */
  public static final int UPSTREAM_ADDRESS = 9;

  /** Text: URIs of the certificate that the chosen host showed, separated by commas. */
  public static final int UPSTREAM_PEER_SAN = 10;

  /** Text: the same of the certificate that the proxy showed to it. */
  public static final int UPSTREAM_LOCAL_SAN = 11;

  /** Text: version of TLS towards the chosen host; {@code -} is plaintext. */
  public static final int UPSTREAM_TLS = 12;

  /** Text: metadata of the caller, a serialized {@code google.protobuf.Struct}. */
  public static final int DOWNSTREAM_PEER = 13;

  /** Text: the same of the callee. */
  public static final int UPSTREAM_PEER = 14;

  /** Text: metadata of the caller as older proxies know it, wrapped FlatBuffers bytes. */
  public static final int WASM_DOWNSTREAM_PEER = 15;

  /** Text: the same of the callee. */
  public static final int WASM_UPSTREAM_PEER = 16;

  /** Text: SPIFFE id of the caller at a waypoint, a serialized {@code StringValue}. */
  public static final int PEER_PRINCIPAL = 17;

  /** The texts before this one decide which flow an entry belongs to. */
  public static final int FLOW_TEXTS = 18;

  /** Text: address of the client as the proxy believes it, e.g. from a header. */
  public static final int REMOTE_ADDRESS = 18;

  public static final int RESPONSE_CODE_DETAILS = 19;
  public static final int TERMINATION_DETAILS = 20;
  public static final int USER_AGENT = 21;
  public static final int PATH = 22;

  /** Text: {@code grpc-status} of the response trailers. */
  public static final int GRPC_STATUS_TRAILER = 23;

  /** Text: {@code grpc-status} of the response headers. */
  public static final int GRPC_STATUS_HEADER = 24;

  public static final int CONTENT_TYPE = 25;

  /** Text: the same in all entries of one stream or connection, with its start only there. */
  public static final int STREAM_ID = 26;

  /** How many texts there are. */
  public static final int TEXTS = 27;

  /** Number: 1 in the message of a TCP logger, 0 in that of an HTTP logger. */
  public static final int FROM_TCP_LOGGER = 0;

  /** Number: Envoy's {@code AccessLogType}. */
  public static final int LOG_TYPE = 1;

  /** Number: 1 where the request was not complete when this was written. */
  public static final int INTERMEDIATE = 2;

  /** Number: bits of {@link dev.meshscope.model.ResponseFlag}. */
  public static final int FLAGS = 3;

  public static final int RESPONSE_CODE = 4;
  public static final int ATTEMPTS = 5;

  /** Number: Envoy's {@code HTTPVersion}, downstream. */
  public static final int PROTOCOL_VERSION = 6;

  /** Number: Envoy's {@code RequestMethod}. */
  public static final int METHOD = 7;

  /** Number: bytes of headers from downstream. */
  public static final int HEADER_BYTES_RECEIVED = 8;

  /** Number: bytes of body, or of a connection, from downstream. */
  public static final int BODY_BYTES_RECEIVED = 9;

  /** Number: bytes of headers to downstream. */
  public static final int HEADER_BYTES_SENT = 10;

  /** Number: bytes of body, or of a connection, to downstream. */
  public static final int BODY_BYTES_SENT = 11;

  public static final int LOCAL_PORT = 12;
  public static final int UPSTREAM_PORT = 13;

  /** Number: 1 where the upstream address is an endpoint behind an internal listener. */
  public static final int UPSTREAM_IS_ENDPOINT = 14;

  /** Number: 1 where the peer showed a certificate. */
  public static final int PEER_HAS_CERTIFICATE = 15;

  /** Number: bits of {@link Unknown}. */
  public static final int UNKNOWNS = 16;

  /**
   * Number: 1 + the ordinal of the {@link dev.meshscope.model.Cause}, from protocols that have no
   * response flags; 0 where flags and details decide.
   */
  public static final int GIVEN_CAUSE = 17;

  /** Number: 1 where nothing says whether the peer showed a certificate. */
  public static final int CERTIFICATE_UNTOLD = 18;

  /** How many numbers there are. */
  public static final int NUMBERS = 19;

  /** Time: when the request began, since the epoch; all other times are relative to it. */
  public static final int START = 0;

  /** Time: from the last request byte, in Envoy's order … */
  public static final int FIRST_EVENT = 1;

  /** Time: … to the last response byte that was handed to downstream. */
  public static final int LAST_DOWNSTREAM_TX = 7;

  /** Time: total. */
  public static final int DURATION = 8;

  /** How many times there are. */
  public static final int TIMES = 9;

  private byte[] bytes = {};

  /** Offset in the high half, length in the low half. */
  private final long[] texts = new long[TEXTS];

  private final @Nullable PeerBytes[] peers = new PeerBytes[FLOW_TEXTS - DOWNSTREAM_PEER];
  private final long[] numbers = new long[NUMBERS];
  private final long[] seconds = new long[TIMES];
  private final int[] nanos = new int[TIMES];
  private int timesPresent;

  /** Forgets everything; texts that follow stand in these bytes. */
  public void reset(byte[] message) {
    bytes = message;
    Arrays.fill(texts, 0); // also the offsets: they could lie behind the end of these bytes
    Arrays.fill(peers, null);
    Arrays.fill(numbers, 0);
    timesPresent = 0;
  }

  public void text(int text, int offset, int length) {
    texts[text] = (long) offset << Integer.SIZE | length;
  }

  /** Says that the receiver keeps the bytes of that text, one of those about peers; null: not. */
  public void peer(int text, @Nullable PeerBytes kept) {
    peers[text - DOWNSTREAM_PEER] = kept;
  }

  public void number(int number, long value) {
    numbers[number] = value;
  }

  /** Marks a time as present, at first 0. */
  public void presentTime(int time) {
    if (!hasTime(time)) {
      timesPresent |= 1 << time;
      seconds[time] = 0;
      nanos[time] = 0;
    }
  }

  public void seconds(int time, long value) {
    seconds[time] = value;
  }

  public void nanos(int time, int value) {
    nanos[time] = value;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int offset(int text) {
    return (int) (texts[text] >>> Integer.SIZE);
  }

  public int length(int text) {
    return (int) texts[text];
  }

  public boolean has(int text) {
    return (int) texts[text] > 0;
  }

  /** What the receiver keeps of that text, one of those about peers; null if nothing. */
  @Nullable PeerBytes peer(int text) {
    return peers[text - DOWNSTREAM_PEER];
  }

  public long number(int number) {
    return numbers[number];
  }

  public boolean hasTime(int time) {
    return (timesPresent & (1 << time)) != 0;
  }

  public long seconds(int time) {
    return seconds[time];
  }

  public int nanos(int time) {
    return nanos[time];
  }

  /** A text as characters; wrong UTF-8 is replaced by U+FFFD. */
  public String string(int text) {
    return new String(bytes, offset(text), length(text), StandardCharsets.UTF_8);
  }

  /** A copy of a text's bytes. */
  public byte[] copy(int text) {
    return Arrays.copyOfRange(bytes, offset(text), offset(text) + length(text));
  }

  /** Whether a text starts with that prefix. */
  public boolean startsWith(int text, byte[] prefix) {
    return length(text) >= prefix.length && matches(offset(text), prefix);
  }

  /** Whether a text is exactly that. */
  public boolean is(int text, byte[] whole) {
    return length(text) == whole.length && matches(offset(text), whole);
  }

  /** Whether a text holds that somewhere. */
  public boolean contains(int text, byte[] part) {
    int last = offset(text) + length(text) - part.length;
    for (int at = offset(text); at <= last; at++) {
      if (matches(at, part)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(int at, byte[] part) {
    return bytes[at] == part[0] && Arrays.equals(bytes, at, at + part.length, part, 0, part.length);
  }
}
