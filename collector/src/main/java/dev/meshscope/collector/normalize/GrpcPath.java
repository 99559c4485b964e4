package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Paths of gRPC methods, {@code /<package>.<service>/<method>}. */
final class GrpcPath {
  private static final byte[] STREAM = "Stream".getBytes(US_ASCII);
  private static final byte[] WATCH = "Watch".getBytes(US_ASCII);
  private static final byte[] SUBSCRIBE = "Subscribe".getBytes(US_ASCII);

  private GrpcPath() {}

  /** Whether the path has two segments, a dotted one and a method. */
  static boolean isMethod(ProtocolEntry entry) {
    int method = methodOffset(entry);
    return method > 0 && method < end(entry);
  }

  /**
   * Whether the method's name says that its calls last as long as somebody listens. No entry tells
   * a call with one message from a stream of them, so that the name must do.
   */
  static boolean isStream(ProtocolEntry entry) {
    int method = methodOffset(entry);
    return method > 0
        && (startsWith(entry, method, STREAM)
            || startsWith(entry, method, WATCH)
            || startsWith(entry, method, SUBSCRIBE)
            || startsWith(entry, end(entry) - STREAM.length, STREAM));
  }

  /** Where the second segment starts; -1 if the path has another shape. */
  private static int methodOffset(ProtocolEntry entry) {
    byte[] bytes = entry.bytes();
    int start = entry.offset(ProtocolEntry.PATH);
    int end = end(entry);
    boolean isDotted = false;
    int method = -1;
    for (int at = start; at < end; at++) {
      byte b = bytes[at];
      if ((at == start && b != '/') || b == '?') {
        return -1;
      }
      isDotted |= method < 0 && b == '.';
      if (b == '/' && at > start) {
        if (method > 0 || !isDotted) {
          return -1;
        }
        method = at + 1;
      }
    }
    return method;
  }

  private static int end(ProtocolEntry entry) {
    return entry.offset(ProtocolEntry.PATH) + entry.length(ProtocolEntry.PATH);
  }

  private static boolean startsWith(ProtocolEntry entry, int at, byte[] prefix) {
    if (at < entry.offset(ProtocolEntry.PATH) || at + prefix.length > end(entry)) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (entry.bytes()[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
