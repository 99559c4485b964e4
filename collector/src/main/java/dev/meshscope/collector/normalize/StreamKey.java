package dev.meshscope.collector.normalize;

import java.util.concurrent.TimeUnit;

/**
 * A stream or connection. All calls of one request share the id of their streams, so that only the
 * start tells them apart.
 */
record StreamKey(String node, String stream, long startSeconds, int startNanos) {
  /** Far longer than any UUID; the id of a request may come from outside. */
  private static final int ID_BYTES_MAX = 128;

  /** Whether the entry says which stream it is about. */
  static boolean isIn(ProtocolEntry entry) {
    int length = entry.length(ProtocolEntry.STREAM_ID);
    return length > 0 && length <= ID_BYTES_MAX;
  }

  static StreamKey of(String node, ProtocolEntry entry) {
    return new StreamKey(
        node,
        entry.string(ProtocolEntry.STREAM_ID),
        entry.seconds(ProtocolEntry.START),
        entry.nanos(ProtocolEntry.START));
  }

  /** By the proxy's clock, microseconds since the epoch. */
  long startMicros() {
    return TimeUnit.SECONDS.toMicros(startSeconds) + TimeUnit.NANOSECONDS.toMicros(startNanos);
  }
}
