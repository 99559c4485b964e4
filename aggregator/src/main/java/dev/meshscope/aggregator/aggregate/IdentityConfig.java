package dev.meshscope.aggregator.aggregate;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * How peers are found by their addresses.
 *
 * @param resolveDelay how long a report waits for the announcement of its peer's address, 0–10 min:
 *     then it counts under the address for good
 * @param waitingReportsMax reports that wait on one partition, 0–10,000,000: beyond it they do not
 * @param unknownAddressesMax addresses remembered per partition that stayed unknown, so that no
 *     later report waits for them, 1–1,000,000
 * @param announcementsMax announcements kept in memory, 1,000–10,000,000 (some 300 bytes each):
 *     beyond it new ones are dropped and counted
 * @param inventoryMax how long all versions of inventories in memory may be together, 8 MiB–1 GiB
 *     (as they travel; they take some five times of it): beyond it new ones are dropped and counted
 */
public record IdentityConfig(
    Duration resolveDelay,
    int waitingReportsMax,
    int unknownAddressesMax,
    int announcementsMax,
    DataSize inventoryMax) {
  public IdentityConfig {
    Check.inRange("resolveDelay", resolveDelay, Duration.ZERO, Duration.ofMinutes(10));
    Check.inRange("waitingReportsMax", waitingReportsMax, 0, 10_000_000);
    Check.inRange("unknownAddressesMax", unknownAddressesMax, 1, 1_000_000);
    Check.inRange("announcementsMax", announcementsMax, 1_000, 10_000_000);
    Check.inRange("inventoryMax", inventoryMax, DataSize.ofMebibytes(8), DataSize.ofGibibytes(1));
  }

  /** Up to 30 s, and room for half a million announcements. */
  public static IdentityConfig defaults() {
    return new IdentityConfig(
        Duration.ofSeconds(30), 100_000, 10_000, 500_000, DataSize.ofMebibytes(32));
  }

  WaitingLimits waiting() {
    return new WaitingLimits(resolveDelay, waitingReportsMax, unknownAddressesMax);
  }
}
