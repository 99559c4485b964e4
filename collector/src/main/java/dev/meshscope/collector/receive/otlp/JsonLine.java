package dev.meshscope.collector.receive.otlp;

/**
 * Reads a log line that is a flat JSON object, key by key. Proxies that make such lines out of a
 * text template escape nothing: a quote ends a text only where the next key or a brace follows.
 * Escapes are left as they are. One owner, not thread-safe.
 */
final class JsonLine {
  private byte[] bytes = {};
  private int at;
  private int end;
  private int keyOffset;
  private int keyLength;
  private int valueOffset;
  private int valueLength;

  /** Starts over with other bytes; false when they do not begin like an object. */
  boolean over(byte[] message, int offset, int length) {
    bytes = message;
    at = offset;
    end = offset + length;
    skipSpace();
    boolean isObject = at < end && bytes[at] == '{';
    at++;
    return isObject;
  }

  /** Goes to the next key whose value is a text or a number; false when there is none. */
  boolean next() {
    while (key()) {
      skipSpace();
      if (at < end && bytes[at] == '"') {
        if (!text()) {
          return false;
        }
        comma();
        return true;
      }
      valueOffset = at;
      skipValue();
      valueLength = at - valueOffset;
      comma();
      if (valueLength > 0 && isNumber(bytes[valueOffset])) {
        return true;
      }
    }
    return false;
  }

  int keyOffset() {
    return keyOffset;
  }

  int keyLength() {
    return keyLength;
  }

  int valueOffset() {
    return valueOffset;
  }

  int valueLength() {
    return valueLength;
  }

  private boolean key() {
    skipSpace();
    if (at >= end || bytes[at] != '"') {
      return false;
    }
    keyOffset = at + 1;
    int quote = Texts.indexOf(bytes, '"', keyOffset, end);
    if (quote < 0) {
      return false;
    }
    keyLength = quote - keyOffset;
    at = quote + 1;
    skipSpace();
    boolean isColon = at < end && bytes[at] == ':';
    at++;
    return isColon;
  }

  private boolean text() {
    valueOffset = at + 1;
    for (int quote = valueOffset; quote < end; quote++) {
      if (bytes[quote] == '\\') {
        quote++;
      } else if (bytes[quote] == '"' && isEnd(quote + 1)) {
        valueLength = quote - valueOffset;
        at = quote + 1;
        return true;
      }
    }
    return false;
  }

  private boolean isEnd(int from) {
    int next = spaceEnd(from);
    if (next < end && bytes[next] == ',') {
      int key = spaceEnd(next + 1);
      return key < end && bytes[key] == '"';
    }
    return next == end || bytes[next] == '}';
  }

  /** Up to the comma or brace that ends a value, over all that is nested in it. */
  private void skipValue() {
    int depth = 0;
    boolean isQuoted = false;
    for (; at < end; at++) {
      byte b = bytes[at];
      if (isQuoted) {
        at += b == '\\' ? 1 : 0;
        isQuoted = b != '"';
      } else if (b == '"') {
        isQuoted = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (depth == 0 && (b == ',' || b == '}' || isSpace(b))) {
        return;
      } else if (b == '}' || b == ']') {
        depth--;
      }
    }
    at = end;
  }

  private void comma() {
    skipSpace();
    if (at < end && bytes[at] == ',') {
      at++;
    }
  }

  private void skipSpace() {
    at = spaceEnd(at);
  }

  private int spaceEnd(int from) {
    int next = from;
    while (next < end && isSpace(bytes[next])) {
      next++;
    }
    return next;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean isNumber(byte b) {
    return b == '-' || (b >= '0' && b <= '9');
  }
}
