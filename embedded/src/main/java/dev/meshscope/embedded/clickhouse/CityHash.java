package dev.meshscope.embedded.clickhouse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * CityHash128 of version 1.0.2, the checksum of ClickHouse's compressed blocks ({@code
 * contrib/cityhash102}); later versions of CityHash give other values.
 */
final class CityHash {

  private static final long K0 = 0xc3a5c85c97cb3127L;
  private static final long K1 = 0xb492b66fbe98f273L;
  private static final long K2 = 0x9ae16a3b2f90404fL;
  private static final long K3 = 0xc949d7c7509e6557L;
  private static final long MULTIPLIER = 0x9ddfea08eb382d69L;

  private final ByteBuffer bytes;

  private CityHash(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** A 128-bit value; the low half is the first of the two on the wire. */
  record Hash128(long low, long high) {}

  static Hash128 hash128(byte[] bytes, int from, int length) {
    ByteBuffer window = ByteBuffer.wrap(bytes, from, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    return new CityHash(window).hash(length);
  }

  private Hash128 hash(int length) {
    if (length >= 16) {
      return seeded(16, length - 16, new Hash128(at(0) ^ K3, at(8)));
    }
    if (length >= 8) {
      return seeded(0, 0, new Hash128(at(0) ^ (length * K0), at(length - 8) ^ K1));
    }
    return seeded(0, length, new Hash128(K0, K1));
  }

  private Hash128 seeded(int from, int length, Hash128 seed) {
    return length < 128 ? murmur(from, length, seed) : new Long128(seed, length).hash(from, length);
  }

  private Hash128 murmur(int from, int length, Hash128 seed) {
    long a = seed.low;
    long b = seed.high;
    long c;
    long d;
    if (length <= 16) {
      a = shiftMix(a * K1) * K1;
      c = b * K1 + upTo16(from, length);
      d = shiftMix(a + (length >= 8 ? at(from) : c));
    } else {
      c = mix(at(from + length - 8) + K1, a);
      d = mix(b + length, c + at(from + length - 16));
      a += d;
      int s = from;
      for (int left = length - 16; left > 0; left -= 16, s += 16) {
        a = (a ^ (shiftMix(at(s) * K1) * K1)) * K1;
        b ^= a;
        c = (c ^ (shiftMix(at(s + 8) * K1) * K1)) * K1;
        d ^= c;
      }
    }
    a = mix(a, c);
    b = mix(d, b);
    return new Hash128(a ^ b, mix(b, a));
  }

  private long upTo16(int from, int length) {
    if (length > 8) {
      long a = at(from);
      long b = at(from + length - 8);
      return mix(a, Long.rotateRight(b + length, length)) ^ b;
    }
    if (length >= 4) {
      long a = intAt(from);
      return mix(length + (a << 3), intAt(from + length - 4));
    }
    if (length == 0) {
      return K2;
    }
    int y = byteAt(from) + (byteAt(from + (length >> 1)) << 8);
    int z = length + (byteAt(from + length - 1) << 2);
    return shiftMix((y * K2) ^ (z * K3)) * K2;
  }

  private static long mix(long low, long high) {
    long a = (low ^ high) * MULTIPLIER;
    a ^= a >>> 47;
    long b = (high ^ a) * MULTIPLIER;
    b ^= b >>> 47;
    return b * MULTIPLIER;
  }

  private static long shiftMix(long value) {
    return value ^ (value >>> 47);
  }

  private long at(int index) {
    return bytes.getLong(index);
  }

  private long intAt(int index) {
    return bytes.getInt(index) & 0xffff_ffffL;
  }

  private int byteAt(int index) {
    return bytes.get(index) & 0xff;
  }

  /** The state of the loop over 64-byte steps; letters as in the original. */
  private final class Long128 {

    private long x;
    private long y;
    private long z;
    private long v1;
    private long v2;
    private long w1;
    private long w2;

    Long128(Hash128 seed, int length) {
      x = seed.low;
      y = seed.high;
      z = length * K1;
    }

    Hash128 hash(int from, int length) {
      start(from);
      int s = from;
      int left = length;
      for (; left >= 128; left -= 128, s += 128) {
        step(s);
        step(s + 64);
      }
      y += Long.rotateRight(w1, 37) * K0 + z;
      x += Long.rotateRight(v1 + z, 49) * K0;
      for (int done = 32; done - 32 < left; done += 32) {
        tail(s + left - done);
      }
      x = mix(x, v1);
      y = mix(y, w1);
      return new Hash128(mix(x + v2, w2) + y, mix(x + w2, y + v2));
    }

    private void start(int s) {
      v1 = Long.rotateRight(y ^ K1, 49) * K1 + at(s);
      v2 = Long.rotateRight(v1, 42) * K1 + at(s + 8);
      w1 = Long.rotateRight(y + z, 35) * K1 + x;
      w2 = Long.rotateRight(x + at(s + 88), 53) * K1;
    }

    private void step(int s) {
      x = Long.rotateRight(x + y + v1 + at(s + 16), 37) * K1;
      y = Long.rotateRight(y + v2 + at(s + 48), 42) * K1;
      x ^= w2;
      y ^= v1;
      z = Long.rotateRight(z ^ w1, 33);
      weakV(s, v2 * K1, x + w1);
      weakW(s + 32, z + w2, y);
      long swapped = z;
      z = x;
      x = swapped;
    }

    private void tail(int s) {
      y = Long.rotateRight(y - x, 42) * K0 + v2;
      w1 += at(s + 16);
      x = Long.rotateRight(x, 49) * K0 + w1;
      w1 += v1;
      weakV(s, v1, v2);
    }

    private void weakV(int s, long seedA, long seedB) {
      long a = seedA + at(s);
      long sum = a + at(s + 8) + at(s + 16);
      v2 = Long.rotateRight(seedB + a + at(s + 24), 21) + Long.rotateRight(sum, 44) + a;
      v1 = sum + at(s + 24);
    }

    private void weakW(int s, long seedA, long seedB) {
      long a = seedA + at(s);
      long sum = a + at(s + 8) + at(s + 16);
      w2 = Long.rotateRight(seedB + a + at(s + 24), 21) + Long.rotateRight(sum, 44) + a;
      w1 = sum + at(s + 24);
    }
  }
}
