package dev.meshscope.queryapi.alert.notify;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps a webhook from reaching what only we can reach: other people's metadata services, databases
 * without password, ourselves. A name is looked up immediately before each request, and all of its
 * addresses must be allowed. The JDK's client looks it up again when it connects, within
 * milliseconds, and the JVM answers from its cache, which keeps an address for 30 s by default: so
 * both see the same. Where that cache is switched off, names are refused. What is left: an entry of
 * the cache that ends exactly between the two, for a name whose owner answers differently then.
 */
final class TargetGuard {
  private static final String CACHE_SECONDS = "networkaddress.cache.ttl";
  private static final String CACHE_SECONDS_OF_OLD = "sun.net.inetaddr.ttl";

  /** Addresses that are not public, by the registries of special addresses of IANA. */
  private static final List<Network> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10", // shared, also the metadata service of Alibaba
              "127.0.0.0/8",
              "168.63.129.16/32", // public by number, but Azure's own to each of its machines
              "169.254.0.0/16", // link-local, also most metadata services
              "172.16.0.0/12",
              "192.0.0.0/24", // also the metadata service of Oracle
              "192.0.2.0/24",
              "192.31.196.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/96", // also loopback, and IPv4 in another dress
              "::ffff:0:0:0/96", // IPv4, translated
              "64:ff9b::/96", // IPv4 behind a translator
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23", // Teredo and others that carry IPv4
              "2001:db8::/32",
              "2002::/16", // carries IPv4
              "2620:4f:8000::/48",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7", // unique local, also a metadata service of AWS
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .map(text -> Network.parse(text).orElseThrow())
          .toList();

  private final List<Network> allowed;

  /**
   * @param allowed networks that may be reached although they are not public
   */
  TargetGuard(List<String> allowed) {
    this.allowed = allowed.stream().map(text -> Network.parse(text).orElseThrow()).toList();
  }

  /** What a URL must be and is not; empty if it may be tried. */
  static Optional<String> problem(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.of("an http or https URL");
    }
    if (url.getRawUserInfo() != null) {
      return Optional.of("a URL without user and password");
    }
    return url.getHost() == null ? Optional.of("a URL with a host") : Optional.empty();
  }

  /**
   * Why a request must not be made; empty if it may.
   *
   * @throws UnknownHostException if the name has no address now
   */
  Optional<String> refusal(URI url) throws UnknownHostException {
    Optional<String> problem = problem(url);
    if (problem.isPresent()) {
      return problem.map(needed -> "it must be " + needed);
    }
    String host = url.getHost();
    if (!isLiteral(host) && isUncached()) {
      return Optional.of(CACHE_SECONDS + " is 0: what a name stands for cannot be checked");
    }
    return Arrays.stream(InetAddress.getAllByName(host))
        .filter(address -> !isAllowed(address))
        .findFirst()
        .map(address ->
            "%s is at %s, which is not public; notifications.allowPrivate can allow it"
                .formatted(host, address.getHostAddress()));
  }

  boolean isAllowed(InetAddress address) {
    return allowed.stream().anyMatch(network -> network.contains(address))
        || NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
  }

  /** As the JVM reads it: the security property first, then the system's of old. */
  private static boolean isUncached() {
    String seconds = Security.getProperty(CACHE_SECONDS);
    return "0".equals(seconds == null ? System.getProperty(CACHE_SECONDS_OF_OLD) : seconds);
  }

  private static boolean isLiteral(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }
}
