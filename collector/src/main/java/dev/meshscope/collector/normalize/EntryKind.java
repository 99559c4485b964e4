package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.Normalized.Skipped;
import org.jspecify.annotations.Nullable;

/**
 * What an entry is about. Neither the logger nor the kind of its messages proves it, because
 * Envoy's loggers do not check what they are attached to; Envoy's {@code AccessLogType} does.
 * Listeners and Envoy before 1.27 leave it unset: then the shape decides.
 */
final class EntryKind {
  private static final int NOT_SET = 0;
  private static final int TCP_UPSTREAM_CONNECTED = 1;
  private static final int TCP_PERIODIC = 2;
  private static final int TCP_CONNECTION_END = 3;
  private static final int DOWNSTREAM_START = 4;
  private static final int DOWNSTREAM_PERIODIC = 5;
  private static final int DOWNSTREAM_END = 6;
  private static final int UPSTREAM_POOL_READY = 7;
  private static final int UPSTREAM_PERIODIC = 8;
  private static final int UPSTREAM_END = 9;
  private static final int TUNNEL_ESTABLISHED = 10;
  private static final int UDP_UPSTREAM_CONNECTED = 11;
  private static final int UDP_PERIODIC = 12;
  private static final int UDP_SESSION_END = 13;
  private static final int TCP_CONNECTION_START = 14;

  private EntryKind() {}

  /** Why the entry is not the one that counts; null when it is. */
  static @Nullable Skipped skipped(ProtocolEntry entry) {
    return switch ((int) entry.number(ProtocolEntry.LOG_TYPE)) {
      case TCP_CONNECTION_END, UDP_SESSION_END -> null;
      case DOWNSTREAM_END -> isFromTcpLogger(entry) ? Skipped.HTTP_AS_TCP : null;
      case TCP_UPSTREAM_CONNECTED,
          TCP_PERIODIC,
          DOWNSTREAM_START,
          DOWNSTREAM_PERIODIC,
          TUNNEL_ESTABLISHED,
          UDP_UPSTREAM_CONNECTED,
          UDP_PERIODIC,
          TCP_CONNECTION_START ->
          Skipped.INTERMEDIATE;
      case UPSTREAM_POOL_READY, UPSTREAM_PERIODIC, UPSTREAM_END -> Skipped.UPSTREAM_ATTEMPT;
      default -> entry.number(ProtocolEntry.INTERMEDIATE) == 0 ? null : Skipped.INTERMEDIATE;
    };
  }

  /**
   * Whether it tells, in intervals, of a stream or connection that goes on. Its bytes are those
   * since the beginning.
   */
  static boolean isPeriodic(ProtocolEntry entry) {
    return switch ((int) entry.number(ProtocolEntry.LOG_TYPE)) {
      case TCP_PERIODIC, UDP_PERIODIC -> true;
      case DOWNSTREAM_PERIODIC -> !isFromTcpLogger(entry);
      case NOT_SET -> entry.number(ProtocolEntry.INTERMEDIATE) != 0;
      default -> false;
    };
  }

  /** Whether it is the first one about a connection. */
  static boolean isStart(ProtocolEntry entry) {
    return entry.number(ProtocolEntry.LOG_TYPE) == TCP_CONNECTION_START;
  }

  /** Whether it is about a connection (or a UDP session), not an HTTP request. */
  static boolean isTcp(ProtocolEntry entry) {
    return switch ((int) entry.number(ProtocolEntry.LOG_TYPE)) {
      case DOWNSTREAM_END, DOWNSTREAM_PERIODIC -> false;
      case TCP_CONNECTION_END, TCP_PERIODIC, UDP_SESSION_END, UDP_PERIODIC -> true;
      default -> isFromTcpLogger(entry) || hasNoRequest(entry);
    };
  }

  /** Whether a listener wrote it, because no filter chain matched. */
  static boolean isOfListener(ProtocolEntry entry) {
    return entry.number(ProtocolEntry.LOG_TYPE) == NOT_SET;
  }

  private static boolean isFromTcpLogger(ProtocolEntry entry) {
    return entry.number(ProtocolEntry.FROM_TCP_LOGGER) != 0;
  }

  private static boolean hasNoRequest(ProtocolEntry entry) {
    return entry.number(ProtocolEntry.PROTOCOL_VERSION) == 0
        && entry.number(ProtocolEntry.METHOD) == 0
        && !entry.has(ProtocolEntry.AUTHORITY);
  }
}
