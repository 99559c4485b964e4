package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Words of the request line as the numbers that a protocol entry has for them. */
final class Methods {
  /** In the order of Envoy's {@code RequestMethod}, the first being 1. */
  private static final byte[][] METHODS =
      words("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  /** In the order of Envoy's {@code HTTPVersion}, the first being 1. */
  private static final byte[][] VERSIONS = words("HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0");

  private Methods() {}

  /** Number of a method; 0 for any other word. */
  static int method(byte[] bytes, int from, int to) {
    return number(METHODS, bytes, from, to);
  }

  /** Number of a protocol; 0 for any other word. */
  static int version(byte[] bytes, int from, int to) {
    return number(VERSIONS, bytes, from, to);
  }

  private static int number(byte[][] words, byte[] bytes, int from, int to) {
    for (int i = 0; i < words.length; i++) {
      if (Arrays.equals(bytes, from, to, words[i], 0, words[i].length)) {
        return i + 1;
      }
    }
    return 0;
  }

  private static byte[][] words(String... words) {
    return Arrays.stream(words).map(word -> word.getBytes(US_ASCII)).toArray(byte[][]::new);
  }
}
