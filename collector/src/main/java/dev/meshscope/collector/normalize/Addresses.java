package dev.meshscope.collector.normalize;

import dev.meshscope.model.IpAddress;
import java.util.Optional;

/**
 * IP addresses as text. The same address must be the same text whoever wrote it: IPv6 in the form
 * of RFC 5952, IPv4 inside IPv6 as IPv4.
 */
final class Addresses {
  private Addresses() {}

  /** The address in canonical form; text that is no IP address stays as it is. */
  static String canonical(String text) {
    return text.indexOf(':') < 0 ? text : ip(text).orElse(text);
  }

  /** The address in canonical form; empty when the text is no IP address. */
  static Optional<String> ip(String text) {
    return IpAddress.parse(text).map(IpAddress::toString);
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
}
