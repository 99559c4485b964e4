package dev.meshscope.collector.normalize;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * IP addresses as text. The same address must be the same text whoever wrote it: IPv6 in the form
 * of RFC 5952, IPv4 inside IPv6 as IPv4.
 */
final class Addresses {
  private static final int GROUPS = 8;
  private static final int DOTS = 3;
  private static final int ZEROS_MIN = 2;

  private Addresses() {}

  /** The address in canonical form; text that is no IP address stays as it is. */
  static String canonical(String text) {
    return text.indexOf(':') < 0 ? text : ip(text).orElse(text);
  }

  /** The address in canonical form; empty when the text is no IP address. */
  static Optional<String> ip(String text) {
    boolean isShort = text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != DOTS;
    if (isShort) {
      return Optional.empty(); // the JDK reads "10.1" as an address
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text); // never asks a name server
      return Optional.of(
          address instanceof Inet6Address six
              ? compressed(six.getAddress())
              : address.getHostAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name, or nothing: not every address is an IP address
    }
  }

  /** The host of {@code host:port} or {@code [host]:port}. */
  static String host(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    int bracket = endpoint.lastIndexOf(']');
    if (bracket > 0 && endpoint.charAt(0) == '[') {
      return endpoint.substring(1, bracket);
    }
    return colon < 0 || endpoint.indexOf(':') != colon ? endpoint : endpoint.substring(0, colon);
  }

  /** The port of {@code host:port} or {@code [host]:port}; 0 when there is none. */
  static int port(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    boolean isOnly = endpoint.indexOf(':') == colon || endpoint.lastIndexOf(']') == colon - 1;
    return colon < 0 || !isOnly ? 0 : number(endpoint.substring(colon + 1));
  }

  /** A port number; 0 for text that is none. */
  static int number(String port) {
    if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int number = Integer.parseInt(port);
    return number > 0xFFFF ? 0 : number;
  }

  private static String compressed(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xFF) << Byte.SIZE | (bytes[2 * i + 1] & 0xFF);
    }
    int zerosAt = -1;
    int zeros = ZEROS_MIN - 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = i;
      while (run < GROUPS && groups[run] == 0) {
        run++;
      }
      if (run - i > zeros) {
        zeros = run - i;
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
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
