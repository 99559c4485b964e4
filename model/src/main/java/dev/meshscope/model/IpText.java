package dev.meshscope.model;

import java.util.Arrays;
import java.util.Optional;

/** IP addresses as text; what two programs might read as different addresses is none. */
final class IpText {
  private static final int GROUPS = 8;
  private static final int GROUP_DIGITS_MAX = 4;
  private static final int IPV4_GROUPS = 2;
  private static final int OCTETS = 4;
  private static final int OCTET_DIGITS_MAX = 3;
  private static final int OCTET_MAX = 255;
  private static final int DECIMAL = 10;
  private static final int HEX = 16;
  private static final int LENGTH_MAX = 45;
  private static final int ZEROS_MIN = 2;
  private static final int GROUP_MAX = 0xFFFF;
  private static final int ASCII_MAX = 127;
  private static final int NONE = -1;

  /** More groups than any address has. */
  private static final int[] MALFORMED = new int[GROUPS + 1];

  private IpText() {}

  static Optional<IpAddress> parse(String text) {
    if (text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    if (text.indexOf(':') >= 0) {
      return ipv6(text);
    }
    long number = ipv4(text);
    return number == NONE ? Optional.empty() : Optional.of(IpAddress.ofIpv4(number));
  }

  static String dotted(long number) {
    StringBuilder text = new StringBuilder();
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      text.append(number >>> shift & OCTET_MAX).append(shift == 0 ? "" : ".");
    }
    return text.toString();
  }

  /** RFC 5952: the first longest run of at least two groups of zeros becomes two colons. */
  static String compressed(long high, long low) {
    int zerosAt = NONE;
    int zeros = ZEROS_MIN - 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && group(high, low, end) == 0) {
        end++;
      }
      if (end - i > zeros) {
        zeros = end - i;
        zerosAt = i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == zerosAt) {
        text.append("::");
        i += zeros - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(group(high, low, i)));
      }
    }
    return text.toString();
  }

  private static int group(long high, long low, int index) {
    long half = index < GROUPS / 2 ? high : low;
    int shift = Long.SIZE - Short.SIZE * (index % (GROUPS / 2) + 1);
    return (int) (half >>> shift) & GROUP_MAX;
  }

  private static long ipv4(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != OCTETS) {
      return NONE;
    }
    long number = 0;
    for (String octet : octets) {
      int value = number(octet, DECIMAL, OCTET_DIGITS_MAX);
      boolean isPadded = octet.length() > 1 && octet.charAt(0) == '0'; // some read it as octal
      if (value == NONE || value > OCTET_MAX || isPadded) {
        return NONE;
      }
      number = number << Byte.SIZE | value;
    }
    return number;
  }

  private static Optional<IpAddress> ipv6(String text) {
    int gap = text.indexOf("::");
    int[] before = groups(gap < 0 ? "" : text.substring(0, gap), false);
    int[] after = groups(gap < 0 ? text : text.substring(gap + 2), true);
    int zeros = GROUPS - before.length - after.length;
    if (gap < 0 ? zeros != 0 : zeros < 1) {
      return Optional.empty();
    }
    int[] all = Arrays.copyOf(before, GROUPS);
    System.arraycopy(after, 0, all, GROUPS - after.length, after.length);
    return Optional.of(new IpAddress(half(all, 0), half(all, GROUPS / 2)));
  }

  /** The groups of a list without gap, the last of which may be IPv4; too many if it is none. */
  private static int[] groups(String list, boolean isEnd) {
    String[] parts = list.isEmpty() ? new String[0] : list.split(":", -1);
    int[] groups = new int[GROUPS];
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean isIpv4 = isEnd && i == parts.length - 1 && parts[i].indexOf('.') >= 0;
      long value = isIpv4 ? ipv4(parts[i]) : number(parts[i], HEX, GROUP_DIGITS_MAX);
      if (value == NONE || count + (isIpv4 ? IPV4_GROUPS : 1) > GROUPS) {
        return MALFORMED;
      }
      if (isIpv4) {
        groups[count++] = (int) (value >>> Short.SIZE);
      }
      groups[count++] = (int) value & GROUP_MAX;
    }
    return Arrays.copyOf(groups, count);
  }

  private static long half(int[] groups, int from) {
    long half = 0;
    for (int i = from; i < from + GROUPS / 2; i++) {
      half = half << Short.SIZE | groups[i];
    }
    return half;
  }

  private static int number(String digits, int radix, int lengthMax) {
    if (digits.isEmpty() || digits.length() > lengthMax) {
      return NONE;
    }
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit =
          c <= ASCII_MAX ? Character.digit(c, radix) : NONE; // others have digits of their own
      if (digit < 0) {
        return NONE;
      }
      number = number * radix + digit;
    }
    return number;
  }
}
