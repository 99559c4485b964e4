package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Real datagrams with something done to them, by a seed. */
public final class MutatedDatagrams {
  private static final byte[] TELLING = "\\\"{}[]:,<> -\0\n\u00ff$0123456789".getBytes(ISO_8859_1);

  private final Random random;
  private final List<byte[]> originals = new ArrayList<>();

  public MutatedDatagrams(long seed) {
    random = new Random(seed);
    try {
      for (String file : List.of("plain.log", "ingress-json.log", "ingress-text.log")) {
        originals.addAll(NginxLinesTest.datagrams(file));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The next one; about one in eight is left as it was. */
  public byte[] next() {
    byte[] bytes = originals.get(random.nextInt(originals.size())).clone();
    for (int i = random.nextInt(8); i > 0; i--) {
      bytes = mutated(bytes);
    }
    return bytes;
  }

  private byte[] mutated(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      case 2 -> {
        bytes[at] = TELLING[random.nextInt(TELLING.length)];
        yield bytes;
      }
      case 3 -> without(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(20)));
      case 4 -> Arrays.copyOfRange(bytes, at, bytes.length);
      default -> repeated(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(40)));
    };
  }

  private static byte[] without(byte[] bytes, int from, int to) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
    System.arraycopy(bytes, to, shorter, from, bytes.length - to);
    return shorter;
  }

  private byte[] repeated(byte[] bytes, int from, int to) {
    int times = 1 + random.nextInt(30);
    int length = to - from;
    byte[] longer = new byte[bytes.length + times * length];
    System.arraycopy(bytes, 0, longer, 0, from);
    for (int i = 0; i <= times; i++) {
      System.arraycopy(bytes, from, longer, from + i * length, length);
    }
    System.arraycopy(bytes, to, longer, to + times * length, bytes.length - to);
    return longer;
  }
}
