package dev.meshscope.aggregator.aggregate;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that stayed unknown, so that no later report waits for them. One that no report has for
 * an hour is forgotten, because addresses are given to others; when there are too many, those go
 * that were seen least lately. Not kept over a restart: each may then be waited for once more. One
 * owner, not thread-safe.
 */
final class UnknownAddresses {
  private static final long KEPT_MILLIS = Duration.ofHours(1).toMillis();

  private final int max;

  /** When each was last seen; those seen last are last. */
  private final Map<Address, Long> seenMillis = new LinkedHashMap<>();

  /**
   * @param max how many are remembered, at least 1
   */
  UnknownAddresses(int max) {
    this.max = max;
  }

  void add(String tenant, String address, long nowMillis) {
    see(new Address(tenant, address), nowMillis);
    Iterator<Long> oldest = seenMillis.values().iterator();
    while (seenMillis.size() > max || oldest.next() < nowMillis - KEPT_MILLIS) {
      oldest = removeOldest();
    }
  }

  /** Whether a report with that address need not wait; it counts as seen. */
  boolean contains(String tenant, String address, long nowMillis) {
    Address asked = new Address(tenant, address);
    Long seen = seenMillis.get(asked);
    if (seen == null || seen < nowMillis - KEPT_MILLIS) {
      return false;
    }
    see(asked, nowMillis);
    return true;
  }

  private void see(Address address, long nowMillis) {
    seenMillis.remove(address); // to the end
    seenMillis.put(address, nowMillis);
  }

  private Iterator<Long> removeOldest() {
    Iterator<Long> all = seenMillis.values().iterator();
    all.next();
    all.remove();
    return seenMillis.values().iterator();
  }

  private record Address(String tenant, String address) {}
}
