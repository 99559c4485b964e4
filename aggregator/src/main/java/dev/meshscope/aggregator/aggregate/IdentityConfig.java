package dev.meshscope.aggregator.aggregate;

import dev.meshscope.runtime.config.Check;

/**
 * How peers are found by their addresses.
 *
 * @param announcementsMax announcements kept in memory, 1,000–10,000,000 (some 300 bytes each):
 *     beyond it new ones are dropped and counted
 */
public record IdentityConfig(int announcementsMax) {
  public IdentityConfig {
    Check.inRange("announcementsMax", announcementsMax, 1_000, 10_000_000);
  }

  /** Room for half a million announcements. */
  public static IdentityConfig defaults() {
    return new IdentityConfig(500_000);
  }
}
