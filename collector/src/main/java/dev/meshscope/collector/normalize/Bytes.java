package dev.meshscope.collector.normalize;

/**
 * What a request or connection moved: headers and body, in every version of Envoy, and without the
 * framing of the connection.
 */
final class Bytes {
  /** More than any request moves, and far from overflow when added up. */
  static final long MAX = 1L << 48;

  private Bytes() {}

  /** From downstream. */
  static long received(ProtocolEntry entry) {
    return sum(entry, ProtocolEntry.HEADER_BYTES_RECEIVED, ProtocolEntry.BODY_BYTES_RECEIVED);
  }

  /** To downstream. */
  static long sent(ProtocolEntry entry) {
    return sum(entry, ProtocolEntry.HEADER_BYTES_SENT, ProtocolEntry.BODY_BYTES_SENT);
  }

  private static long sum(ProtocolEntry entry, int headers, int body) {
    long headerBytes = entry.number(headers);
    long bodyBytes = entry.number(body);
    boolean isReal = headerBytes >= 0 && headerBytes < MAX && bodyBytes >= 0 && bodyBytes < MAX;
    return isReal ? headerBytes + bodyBytes : MAX;
  }
}
