package dev.meshscope.testkit.mesh;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The few ASN.1 values of a certificate in DER, X.690: tag, length, content. Enough for what the
 * JDK has no public way to write.
 */
final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED = 0x20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return value(SET, parts);
  }

  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] isTrue() {
    return value(BOOLEAN, new byte[] {(byte) 0xFF});
  }

  static byte[] octets(byte[] content) {
    return value(OCTET_STRING, content);
  }

  /**
   * Bits in whole bytes.
   *
   * @param unused bits at the end that do not count, 0 to 7
   */
  static byte[] bits(int unused, byte[] content) {
    return value(BIT_STRING, new byte[] {(byte) unused}, content);
  }

  static byte[] text(String text) {
    return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A time to the second, in the form that certificates use until 2049. */
  static byte[] time(Instant time) {
    return value(UTC_TIME, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
  }

  /** Field {@code [number]} around other values. */
  static byte[] tagged(int number, byte[] content) {
    return value(CONTEXT | CONSTRUCTED | number, content);
  }

  /** Field {@code [number]} whose content takes the place of a text. */
  static byte[] taggedText(int number, String text) {
    return value(CONTEXT | number, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** An object identifier such as {@code 2.5.29.17}. */
  static byte[] identifier(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writeArc(content, Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, Integer.parseInt(arcs[i]));
    }
    return value(OBJECT_IDENTIFIER, content.toByteArray());
  }

  /** Seven bits a byte, the first byte holds the highest. */
  private static void writeArc(ByteArrayOutputStream content, int arc) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (arc >>> shift != 0) {
        content.write(0x80 | (arc >>> shift & 0x7F));
      }
    }
    content.write(arc & 0x7F);
  }

  private static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    writeLength(all, content.size());
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream all, int length) {
    if (length < 0x80) {
      all.write(length);
      return;
    }
    byte[] bytes = BigInteger.valueOf(length).toByteArray();
    int zeros = bytes[0] == 0 ? 1 : 0;
    all.write(0x80 | (bytes.length - zeros));
    all.write(bytes, zeros, bytes.length - zeros);
  }
}
