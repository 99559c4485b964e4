package dev.meshscope.collector.receive.nginx;

/**
 * Goes over the members of one flat JSON object; texts keep their escapes, and numbers and words
 * are values too. A value must not be an object or an array. Reused; one owner, not thread-safe.
 */
final class JsonObject {
  private byte[] bytes = {};
  private int at;
  private int end;
  private boolean isFirst;
  private boolean isWhole;
  private int keyFrom;
  private int keyTo;
  private int valueFrom;
  private int valueTo;

  /** Starts over these bytes. */
  void over(byte[] source, int from, int to) {
    bytes = source;
    end = to;
    at = from;
    isFirst = true;
    isWhole = false;
    keyFrom = 0;
    keyTo = 0;
    valueFrom = 0;
    valueTo = 0;
  }

  /** Whether it begins like an object. */
  boolean begins() {
    skipSpaces();
    return at < end && bytes[at] == '{';
  }

  /** Goes to the next member; false at the end, and where the bytes cannot be read. */
  boolean next() {
    skipSpaces();
    if (at >= end) {
      return false;
    }
    byte b = bytes[at++];
    if (b == '}') {
      skipSpaces();
      isWhole = at == end;
      return false;
    }
    if (b != (isFirst ? '{' : ',')) {
      return false;
    }
    skipSpaces();
    if (isFirst && at < end && bytes[at] == '}') {
      isFirst = false;
      return next();
    }
    isFirst = false;
    return key() && value();
  }

  /** Whether the object was read to its end and nothing follows it. */
  boolean isWhole() {
    return isWhole;
  }

  int keyFrom() {
    return keyFrom;
  }

  int keyTo() {
    return keyTo;
  }

  int valueFrom() {
    return valueFrom;
  }

  int valueTo() {
    return valueTo;
  }

  private boolean key() {
    if (at >= end || bytes[at] != '"') {
      return false;
    }
    keyFrom = at + 1;
    keyTo = endOfText(keyFrom);
    at = keyTo + 1;
    skipSpaces();
    return keyTo < end && at < end && bytes[at++] == ':';
  }

  private boolean value() {
    skipSpaces();
    if (at >= end) {
      return false;
    }
    if (bytes[at] == '"') {
      valueFrom = at + 1;
      valueTo = endOfText(valueFrom);
      at = valueTo + 1;
      return valueTo < end;
    }
    if (bytes[at] == '{' || bytes[at] == '[') {
      return false;
    }
    valueFrom = at;
    while (at < end && bytes[at] != ',' && bytes[at] != '}') {
      at++;
    }
    valueTo = at;
    while (valueTo > valueFrom && bytes[valueTo - 1] == ' ') {
      valueTo--;
    }
    return true;
  }

  /** Where the quote stands that ends a text. */
  private int endOfText(int from) {
    int quote = from;
    while (quote < end && bytes[quote] != '"') {
      quote += bytes[quote] == '\\' ? 2 : 1;
    }
    return Math.min(quote, end);
  }

  private void skipSpaces() {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n')) {
      at++;
    }
  }
}
