package dev.meshscope.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts as clients write them: an IP address, or a name of the DNS. */
public final class HostNames {
  /** Longest name of the DNS. */
  public static final int LENGTH_MAX = 253;

  /** Labels with dots between; the last is no number, so that no mistyped address is a name. */
  private static final Pattern NAME =
      Pattern.compile("([a-z0-9_-]{1,63}\\.)*(?!\\d+$)[a-z0-9_-]{1,63}");

  private HostNames() {}

  /**
   * The one spelling of a host without port: an address as {@link IpAddress#toString}, a name in
   * lower case and without the dot at its end; empty for what is neither.
   */
  public static Optional<String> canonical(String text) {
    Optional<String> address = IpAddress.parse(text).map(IpAddress::toString);
    if (address.isPresent() || text.length() > LENGTH_MAX + 1) {
      return address;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    boolean isName = name.length() <= LENGTH_MAX && NAME.matcher(name).matches();
    return isName ? Optional.of(name) : Optional.empty();
  }
}
