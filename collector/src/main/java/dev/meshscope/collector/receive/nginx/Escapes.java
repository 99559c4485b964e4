package dev.meshscope.collector.receive.nginx;

/**
 * What nginx does to bytes that a log cannot hold. {@code escape=default} writes {@code \xXX}, also
 * for a backslash; {@code escape=json} follows JSON. No escape is in both, so that none must know
 * which it was.
 */
final class Escapes {
  private static final int UNICODE_DIGITS = 4;
  private static final int HEX_DIGITS = 2;

  private Escapes() {}

  /** Undoes all escapes, where they stand; the new end. What is no escape stays as it is. */
  static int undo(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\\') {
      at++;
    }
    int end = at;
    while (at < to) {
      if (bytes[at] != '\\' || at + 1 == to) {
        bytes[end++] = bytes[at++];
        continue;
      }
      int digits = digits(bytes[at + 1]);
      int value = digits == 0 ? single(bytes[at + 1]) : hex(bytes, at + 2, to, digits);
      if (value < 0) {
        bytes[end++] = bytes[at++];
        continue;
      }
      at += 2 + digits;
      end = put(bytes, end, value, digits == UNICODE_DIGITS);
    }
    return end;
  }

  private static int digits(byte letter) {
    return switch (letter) {
      case 'x' -> HEX_DIGITS;
      case 'u' -> UNICODE_DIGITS;
      default -> 0;
    };
  }

  private static int single(byte letter) {
    return switch (letter) {
      case '"', '\\', '/' -> letter;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> -1;
    };
  }

  private static int hex(byte[] bytes, int from, int to, int digits) {
    if (from + digits > to) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  /** Nothing becomes longer: a character of four digits has at most three bytes. */
  private static int put(byte[] bytes, int at, int value, boolean isCharacter) {
    int end = at;
    if (!isCharacter || value < 0x80) {
      bytes[end++] = (byte) value;
    } else if (value < 0x800) {
      bytes[end++] = (byte) (0xC0 | value >> 6);
      bytes[end++] = (byte) (0x80 | (value & 0x3F));
    } else {
      bytes[end++] = (byte) (0xE0 | value >> 12);
      bytes[end++] = (byte) (0x80 | (value >> 6 & 0x3F));
      bytes[end++] = (byte) (0x80 | (value & 0x3F));
    }
    return end;
  }
}
