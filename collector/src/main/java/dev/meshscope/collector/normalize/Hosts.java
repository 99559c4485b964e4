package dev.meshscope.collector.normalize;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Hosts out of authorities. Whoever can call a gateway can write any authority, so that only so
 * many are kept per stream; the others become one.
 */
final class Hosts {
  /** Stands for all hosts beyond the limit. */
  static final String OVERFLOW = "(overflow)";

  /** Longest DNS name. */
  private static final int HOST_MAX = 253;

  private static final String SHADOW = "-shadow";

  private final int max;
  private final Set<String> hosts = new HashSet<>();

  Hosts(int max) {
    this.max = max;
  }

  /** The host of an authority in lower case, or the overflow; empty for an empty authority. */
  String admit(String authority) {
    String host = Addresses.host(authority).toLowerCase(Locale.ROOT);
    if (host.isEmpty() || hosts.contains(host)) {
      return host;
    }
    if (hosts.size() >= max || host.length() > HOST_MAX) {
      return OVERFLOW;
    }
    hosts.add(host);
    return host;
  }

  void clear() {
    hosts.clear();
  }

  /** Whether Envoy marked a request to this host as a copy. */
  static boolean isShadow(String authority) {
    return Addresses.host(authority).endsWith(SHADOW);
  }
}
