package dev.meshscope.collector.fuzz;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Damages messages, from a single bit to a cut in the middle; the same seed damages alike. */
final class Mutator {
  private static final int MUTATIONS_MAX = 4;
  private static final int RUN_MAX = 64;
  private static final int BYTES_MAX = 256 * 1024;
  private static final byte[][] NASTY = {
    {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F},
    {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0xC3, 0x28},
    {0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
    {0, 0, 0, 0, 0, 0, 0, 0}
  };

  private final RandomGenerator random;

  Mutator(RandomGenerator random) {
    this.random = random;
  }

  /** A damaged copy; the other message is where foreign pieces come from. */
  byte[] mutated(byte[] message, byte[] other) {
    byte[] bytes = message;
    for (int left = 1 + random.nextInt(MUTATIONS_MAX); left > 0 && bytes.length > 0; left--) {
      bytes = once(bytes, other);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    int at = random.nextInt(bytes.length);
    int run = Math.min(1 + random.nextInt(RUN_MAX), bytes.length - at);
    return switch (random.nextInt(9)) {
      case 0 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(Byte.SIZE)));
      case 1 -> replaced(bytes, at, (byte) random.nextInt());
      case 2 -> spliced(bytes, at, at + 1, new byte[0]);
      case 3 -> spliced(bytes, at, at, new byte[] {(byte) random.nextInt()});
      case 4 -> Arrays.copyOf(bytes, at);
      case 5 -> spliced(bytes, at, at + run, new byte[0]);
      case 6 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + run));
      case 7 -> spliced(bytes, at, at + run, NASTY[random.nextInt(NASTY.length)]);
      default -> {
        int from = random.nextInt(other.length + 1);
        yield spliced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
      }
    };
  }

  private static byte[] replaced(byte[] bytes, int at, byte value) {
    byte[] copy = bytes.clone();
    copy[at] = value;
    return copy;
  }

  /** The bytes with others in place of those between. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] others) {
    byte[] joined = Arrays.copyOf(bytes, from + others.length + bytes.length - to);
    System.arraycopy(others, 0, joined, from, others.length);
    System.arraycopy(bytes, to, joined, from + others.length, bytes.length - to);
    return joined.length > BYTES_MAX ? Arrays.copyOf(joined, BYTES_MAX) : joined;
  }
}
