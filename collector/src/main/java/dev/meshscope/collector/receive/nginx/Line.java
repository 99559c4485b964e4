package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * One line of a log, where the values of its variables stand, and room behind it for texts that are
 * put together. A value that is absent is empty or a dash, as nginx writes it. Reused from line to
 * line; one owner, not thread-safe.
 */
final class Line {
  private static final long NOT_GIVEN = -1;
  private static final int INITIAL_BYTES = 4 * 1024;

  /** What is put together out of values of the line needs this much around them. */
  private static final int EXTRA_BYTES = 64;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int end;
  private final long[] values = new long[Variable.COUNT];
  private final JsonObject object = new JsonObject();

  /** Copies a line, without what ends it. */
  void take(byte[] source, int offset, int sourceLength) {
    int taken = sourceLength;
    while (taken > 0 && isEnd(source[offset + taken - 1])) {
      taken--;
    }
    if (2 * taken + EXTRA_BYTES > bytes.length) {
      bytes = new byte[2 * taken + EXTRA_BYTES];
    }
    System.arraycopy(source, offset, bytes, 0, taken);
    length = taken;
    end = taken;
    forget();
  }

  /** Forgets the values, because another format is tried. */
  void forget() {
    Arrays.fill(values, NOT_GIVEN);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** The line as a JSON object, from its beginning. */
  JsonObject object() {
    object.over(bytes, 0, length);
    return object;
  }

  /** Notes where the value of a variable stands. */
  void value(Variable variable, int from, int to) {
    values[variable.place()] = (long) from << Integer.SIZE | (to - from);
  }

  /** Whether the format has the variable, even if it had no value. */
  boolean isGiven(Variable variable) {
    return values[variable.place()] != NOT_GIVEN;
  }

  /** Whether the variable had a value. */
  boolean has(Variable variable) {
    int valueLength = length(variable);
    return valueLength > 1 || (valueLength == 1 && bytes[from(variable)] != '-');
  }

  /** Where the value starts; only if it {@link #isGiven}. */
  int from(Variable variable) {
    return (int) (values[variable.place()] >>> Integer.SIZE);
  }

  int to(Variable variable) {
    return from(variable) + length(variable);
  }

  /** Length of the value, 0 if it is not given. */
  int length(Variable variable) {
    return isGiven(variable) ? (int) values[variable.place()] : 0;
  }

  /** Whether the value is exactly that. */
  boolean is(Variable variable, byte[] text) {
    return is(variable, text, 0, text.length);
  }

  /** Whether the value is exactly what stands there. */
  boolean is(Variable variable, byte[] text, int from, int to) {
    return isGiven(variable) && Arrays.equals(bytes, from(variable), to(variable), text, from, to);
  }

  /** Whether the value is that, where none is empty. */
  boolean isValue(Variable variable, byte[] text) {
    return has(variable) ? is(variable, text) : text.length == 0;
  }

  /** Whether the value starts with that. */
  boolean startsWith(Variable variable, byte[] text) {
    return length(variable) >= text.length
        && Arrays.equals(bytes, from(variable), from(variable) + text.length, text, 0, text.length);
  }

  /** Whether the value ends with that. */
  boolean endsWith(Variable variable, byte[] text) {
    return length(variable) >= text.length
        && Arrays.equals(bytes, to(variable) - text.length, to(variable), text, 0, text.length);
  }

  /** The value as characters; empty if there is none. */
  String string(Variable variable) {
    return has(variable) ? new String(bytes, from(variable), length(variable), UTF_8) : "";
  }

  /** Undoes the escapes of a value, where it stands. */
  void unescape(Variable variable) {
    int from = from(variable);
    int to = Escapes.undo(bytes, from, to(variable));
    value(variable, from, to);
  }

  /** Where the next text is put together: behind the line and the texts before it. */
  int mark() {
    return end;
  }

  /** Adds to the text that is put together. */
  void append(byte[] text) {
    System.arraycopy(text, 0, bytes, end, text.length);
    end += text.length;
  }

  /** Adds bytes of the line to the text that is put together; each of them at most once. */
  void append(int from, int to) {
    System.arraycopy(bytes, from, bytes, end, to - from);
    end += to - from;
  }

  /** Adds a value, if there is one, to the text that is put together. */
  void append(Variable variable) {
    if (has(variable)) {
      append(from(variable), to(variable));
    }
  }

  private static boolean isEnd(byte b) {
    return b == '\n' || b == '\r' || b == 0;
  }
}
