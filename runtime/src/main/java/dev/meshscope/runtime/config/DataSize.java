package dev.meshscope.runtime.config;

import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 512B}, {@code 64KiB}, {@code 64MiB}, {@code 2GiB} or {@code
 * 1TiB}. Only powers of 1024, so that a limit means the same to every reader.
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) ?(B|KiB|MiB|GiB|TiB)");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size must not be negative, is " + bytes);
    }
  }

  public static DataSize ofBytes(long bytes) {
    return new DataSize(bytes);
  }

  public static DataSize ofKibibytes(long kibibytes) {
    return new DataSize(Math.multiplyExact(kibibytes, 1L << 10));
  }

  public static DataSize ofMebibytes(long mebibytes) {
    return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  public static DataSize ofGibibytes(long gibibytes) {
    return new DataSize(Math.multiplyExact(gibibytes, 1L << 30));
  }

  /**
   * Reads the written form; a plain {@code 0} needs no unit.
   *
   * @throws IllegalArgumentException if the text is no size, or one beyond 2^63 bytes
   */
  public static DataSize parse(String text) {
    if (text.equals("0")) {
      return new DataSize(0);
    }
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("must be a size such as 512B, 64KiB, 64MiB or 2GiB");
    }
    long bytes = Long.parseLong(match.group(1));
    try {
      for (int unit = 0; !UNITS[unit].equals(match.group(2)); unit++) {
        bytes = Math.multiplyExact(bytes, 1024L);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("must be below 2^63 bytes", e);
    }
    return new DataSize(bytes);
  }

  /** The size as a count for arrays and buffers; sizes beyond 2 GiB - 1 give that maximum. */
  public int bytesAsInt() {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest exact written form. */
  @Override
  public String toString() {
    long count = bytes;
    int unit = 0;
    while (count > 0 && count % 1024 == 0 && unit < UNITS.length - 1) {
      count /= 1024;
      unit++;
    }
    return count + UNITS[unit];
  }
}
