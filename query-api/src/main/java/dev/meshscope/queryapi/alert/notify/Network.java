package dev.meshscope.queryapi.alert.notify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses.
 *
 * @param base its first address, of 4 or 16 bytes
 * @param bits how many leading bits its addresses share
 */
record Network(InetAddress base, int bits) {
  /** Addresses only: a name would be looked up. */
  private static final Pattern TEXT =
      Pattern.compile("((?:\\d{1,3}\\.){3}\\d{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)/(\\d{1,3})");

  /** Reads {@code 10.0.0.0/8} or {@code fd00::/8}; empty for what is none. */
  static Optional<Network> parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      InetAddress base = InetAddress.getByName(parts.group(1));
      int bits = Integer.parseInt(parts.group(2));
      return bits <= base.getAddress().length * 8
          ? Optional.of(new Network(base, bits))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty(); // such as 300.0.0.1
    }
  }

  boolean contains(InetAddress address) {
    byte[] ours = base.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
