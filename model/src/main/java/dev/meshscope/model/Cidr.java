package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A range of IP addresses with one prefix. A range of IPv4 holds no IPv6 address and the other way
 * round, not even {@code ::/0}.
 *
 * @param first the first address: the prefix, and nothing behind it
 * @param prefixBits how many bits the addresses share, of 128: those of IPv4 are mapped, so that
 *     they share at least 96
 */
public record Cidr(IpAddress first, int prefixBits) {
  private static final int BITS = 128;
  private static final int MAPPED_BITS = 96;
  private static final int LENGTH_DIGITS_MAX = 3;

  public Cidr {
    requireNonNull(first);
    if (prefixBits < 0 || prefixBits > BITS || !first.equals(masked(first, prefixBits))) {
      throw new IllegalArgumentException(first + " is no prefix of " + prefixBits + " bits");
    }
  }

  /** The range of a text like {@code 10.244.0.0/16}; empty if it is none or has further bits. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    int length = length(text.substring(slash + 1));
    return IpAddress.parse(text.substring(0, slash))
        .flatMap(first -> of(first, length, text.indexOf(':') < 0));
  }

  /** The last address of the range. */
  public IpAddress last() {
    return new IpAddress(first.high() | ~highMask(prefixBits), first.low() | ~lowMask(prefixBits));
  }

  /** Whether it is a range of IPv4. */
  public boolean isIpv4() {
    return prefixBits >= MAPPED_BITS && first.isIpv4();
  }

  /** Whether the address lies in it. */
  public boolean contains(IpAddress address) {
    return address.isIpv4() == isIpv4() && masked(address, prefixBits).equals(first);
  }

  /** Whether both have an address in common: then one of them lies in the other. */
  public boolean overlaps(Cidr other) {
    return prefixBits <= other.prefixBits ? contains(other.first) : other.contains(first);
  }

  @Override
  public String toString() {
    return first + "/" + (isIpv4() ? prefixBits - MAPPED_BITS : prefixBits);
  }

  private static Optional<Cidr> of(IpAddress first, int length, boolean isDotted) {
    int bits = isDotted ? length + MAPPED_BITS : length;
    boolean isPrefix = length >= 0 && bits <= BITS && first.equals(masked(first, bits));
    return isPrefix ? Optional.of(new Cidr(first, bits)) : Optional.empty();
  }

  private static int length(String digits) {
    boolean isPlain =
        !digits.isEmpty()
            && digits.length() <= LENGTH_DIGITS_MAX
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && (digits.length() == 1 || digits.charAt(0) != '0');
    return isPlain ? Integer.parseInt(digits) : -1;
  }

  private static IpAddress masked(IpAddress address, int bits) {
    return new IpAddress(address.high() & highMask(bits), address.low() & lowMask(bits));
  }

  private static long highMask(int bits) {
    return bits == 0 ? 0 : -1L << Math.max(0, Long.SIZE - bits);
  }

  private static long lowMask(int bits) {
    return bits <= Long.SIZE ? 0 : -1L << (BITS - bits);
  }
}
