package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.model.ResponseFlag;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What proxies mean by the texts that they write. Nothing here throws: text that means nothing is
 * {@link #NONE}.
 */
final class Texts {
  /** There is no such number. */
  static final long NONE = -1;

  private static final int DIGITS_MAX = 18;
  private static final int NAME_BYTES_MAX = Long.BYTES;
  private static final String[] METHODS = {
    "", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"
  };
  private static final String[] VERSIONS = {"", "HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"};
  private static final String[] LOG_TYPES = {
    "NotSet",
    "TcpUpstreamConnected",
    "TcpPeriodic",
    "TcpConnectionEnd",
    "DownstreamStart",
    "DownstreamPeriodic",
    "DownstreamEnd",
    "UpstreamPoolReady",
    "UpstreamPeriodic",
    "UpstreamEnd",
    "DownstreamTunnelSuccessfullyEstablished",
    "UdpTunnelUpstreamConnected",
    "UdpPeriodic",
    "UdpSessionEnd",
    "TcpConnectionStart"
  };
  private static final byte[][] METHOD_BYTES = ascii(METHODS);
  private static final byte[][] VERSION_BYTES = ascii(VERSIONS);
  private static final byte[][] LOG_TYPE_BYTES = ascii(LOG_TYPES);
  private static final ResponseFlag[] FLAGS = ResponseFlag.values();
  private static final long[] FLAG_NAMES = flagNames();

  private Texts() {}

  /** Whether it is what Envoy writes for nothing. */
  static boolean isMissing(byte[] bytes, int offset, int length) {
    return length == 0 || (length == 1 && bytes[offset] == '-');
  }

  /** A number without sign of at most 18 digits. */
  static long number(byte[] bytes, int offset, int length) {
    if (length == 0 || length > DIGITS_MAX) {
      return NONE;
    }
    long number = 0;
    for (int at = offset; at < offset + length; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** Envoy's number of a request method. */
  static long method(byte[] bytes, int offset, int length) {
    return indexOf(METHOD_BYTES, bytes, offset, length);
  }

  /** Envoy's number of a version of HTTP. */
  static long version(byte[] bytes, int offset, int length) {
    return indexOf(VERSION_BYTES, bytes, offset, length);
  }

  /** Envoy's number of a type of access log entry. */
  static long logType(byte[] bytes, int offset, int length) {
    return indexOf(LOG_TYPE_BYTES, bytes, offset, length);
  }

  /**
   * Bits of {@link ResponseFlag} for short names with commas in between. A name that is not in the
   * list is one that a filter registered.
   */
  static long flags(byte[] bytes, int offset, int length) {
    long flags = 0;
    int end = offset + length;
    int start = offset;
    for (int at = offset; at <= end; at++) {
      if (at == end || bytes[at] == ',') {
        flags |= flag(bytes, start, at - start);
        start = at + 1;
      }
    }
    return flags;
  }

  /**
   * Where the host of {@code host:port}, {@code [host]:port} or {@code scheme://x/host:port} is.
   */
  static int hostOffset(byte[] bytes, int offset, int length) {
    int start = offset;
    for (int at = offset + length - 1; at >= offset; at--) {
      if (bytes[at] == '/') {
        start = at + 1;
        break;
      }
    }
    return start < offset + length && bytes[start] == '[' ? start + 1 : start;
  }

  /** How long the host is that starts at {@link #hostOffset}. */
  static int hostLength(byte[] bytes, int hostOffset, int end) {
    if (hostOffset > 0 && bytes[hostOffset - 1] == '[') {
      int bracket = indexOf(bytes, ']', hostOffset, end);
      return (bracket < 0 ? end : bracket) - hostOffset;
    }
    int colon = indexOf(bytes, ':', hostOffset, end);
    boolean isOnly = colon >= 0 && indexOf(bytes, ':', colon + 1, end) < 0;
    return (isOnly ? colon : end) - hostOffset;
  }

  /** The port behind a host; 0 when there is none. */
  static long port(byte[] bytes, int hostEnd, int end) {
    int at = hostEnd < end && bytes[hostEnd] == ']' ? hostEnd + 1 : hostEnd;
    if (at >= end || bytes[at] != ':') {
      return 0;
    }
    long port = number(bytes, at + 1, end - at - 1);
    return port < 0 || port > 0xFFFF ? 0 : port;
  }

  /** Nanoseconds since the epoch of an ISO 8601 time in UTC, from 1970 to 2262. */
  static long time(byte[] bytes, int offset, int length) {
    try {
      Instant time = Instant.parse(new String(bytes, offset, length, US_ASCII));
      long nanos =
          Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
      return Math.max(nanos, NONE);
    } catch (DateTimeException | ArithmeticException e) {
      return NONE; // then the record's own time counts, or it has none
    }
  }

  /** Where that byte is before the end; -1 where it is not. */
  static int indexOf(byte[] bytes, int wanted, int offset, int end) {
    for (int at = offset; at < end; at++) {
      if (bytes[at] == wanted) {
        return at;
      }
    }
    return -1;
  }

  /** Whether that text stands there. */
  static boolean startsWith(byte[] bytes, int offset, int end, byte[] prefix) {
    if (offset + prefix.length > end) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[offset + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static long flag(byte[] bytes, int offset, int length) {
    if (isMissing(bytes, offset, length)) {
      return 0;
    }
    long name = length > NAME_BYTES_MAX ? 0 : packed(bytes, offset, length);
    for (int flag = 0; flag < FLAG_NAMES.length; flag++) {
      if (FLAG_NAMES[flag] == name) {
        return FLAGS[flag].bit();
      }
    }
    return ResponseFlag.CUSTOM.bit();
  }

  private static long packed(byte[] bytes, int offset, int length) {
    long packed = 0;
    for (int at = offset; at < offset + length; at++) {
      packed = packed << Byte.SIZE | (bytes[at] & 0xFF);
    }
    return packed;
  }

  private static long[] flagNames() {
    long[] names = new long[FLAGS.length];
    for (int i = 0; i < names.length; i++) {
      byte[] name = FLAGS[i].name().getBytes(US_ASCII);
      names[i] = packed(name, 0, name.length);
    }
    return names;
  }

  private static long indexOf(byte[][] names, byte[] bytes, int offset, int length) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].length == length && startsWith(bytes, offset, offset + length, names[i])) {
        return i;
      }
    }
    return NONE;
  }

  private static byte[][] ascii(String[] texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = texts[i].getBytes(US_ASCII);
    }
    return bytes;
  }
}
