package dev.meshscope.aggregator.aggregate;

/**
 * What the topology depends on.
 *
 * @param deltaPartitions of topic {@code edge-deltas}, at least 1
 * @param recordBytesMax a record with several deltas is split beyond it
 * @param sequenceRangesMax ranges of seen sequences kept per origin; beyond it the oldest gap is
 *     taken for lost
 * @param announcementsMax announcements kept in memory; beyond it new ones are dropped and counted
 * @param inventoryBytesMax how long all versions of inventories in memory may be together; beyond
 *     it new ones are dropped and counted
 * @param waiting how long and how many reports wait
 */
record TopologySettings(
    int deltaPartitions,
    int recordBytesMax,
    int sequenceRangesMax,
    int announcementsMax,
    long inventoryBytesMax,
    WaitingLimits waiting) {
  TopologySettings {
    if (deltaPartitions < 1) {
      throw new IllegalArgumentException("a topic has at least one partition");
    }
  }
}
