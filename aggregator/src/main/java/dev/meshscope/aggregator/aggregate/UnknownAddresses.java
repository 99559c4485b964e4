package dev.meshscope.aggregator.aggregate;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that stayed unknown, so that no later report waits for them; the oldest are forgotten
 * when there are too many, and all after an hour. One owner, not thread-safe.
 */
final class UnknownAddresses {
  private static final long KEPT_MILLIS = Duration.ofHours(1).toMillis();

  private final int max;
  private final Map<Address, Long> sinceMillis = new LinkedHashMap<>();

  /**
   * @param max how many are remembered, at least 1
   */
  UnknownAddresses(int max) {
    this.max = max;
  }

  void add(String tenant, String address, long nowMillis) {
    Address added = new Address(tenant, address);
    sinceMillis.remove(added); // to the end
    sinceMillis.put(added, nowMillis);
    Iterator<Long> oldest = sinceMillis.values().iterator();
    while (sinceMillis.size() > max || oldest.next() < nowMillis - KEPT_MILLIS) {
      oldest = removeOldest();
    }
  }

  boolean contains(String tenant, String address, long nowMillis) {
    Long since = sinceMillis.get(new Address(tenant, address));
    return since != null && since >= nowMillis - KEPT_MILLIS;
  }

  private Iterator<Long> removeOldest() {
    Iterator<Long> all = sinceMillis.values().iterator();
    all.next();
    all.remove();
    return sinceMillis.values().iterator();
  }

  private record Address(String tenant, String address) {}
}
