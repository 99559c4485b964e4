package dev.meshscope.model;

import java.util.Optional;

/**
 * An IP address as a number of 128 bits. IPv4 is the IPv6 address that maps it (RFC 4291, section
 * 2.5.5.2), so that both spellings of one address are equal.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  private static final long MAPPED = 0xFFFFL << Integer.SIZE;
  private static final long IPV4_BITS = 0xFFFF_FFFFL;

  /**
   * The address of a text: dotted IPv4 without leading zeros, or IPv6 without zone and brackets;
   * empty for any other text. Never asks a name server.
   */
  public static Optional<IpAddress> parse(String text) {
    return IpText.parse(text);
  }

  static IpAddress ofIpv4(long number) {
    return new IpAddress(0, MAPPED | number);
  }

  /** Whether it is an address of IPv4. */
  public boolean isIpv4() {
    return high == 0 && (low & ~IPV4_BITS) == MAPPED;
  }

  @Override
  public int compareTo(IpAddress other) {
    int first = Long.compareUnsigned(high, other.high);
    return first == 0 ? Long.compareUnsigned(low, other.low) : first;
  }

  /** The one spelling: dotted for IPv4, that of RFC 5952 for IPv6. */
  @Override
  public String toString() {
    return isIpv4() ? IpText.dotted(low & IPV4_BITS) : IpText.compressed(high, low);
  }
}
