package dev.meshscope.aggregator.store;

import dev.meshscope.storage.schema.TrafficTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.Uuid;

/**
 * One partition of topic edge-deltas. The topic counts by its UUID, because a topic that is made
 * anew counts its offsets anew.
 *
 * @param topic the topic's UUID
 * @param partition the partition's number
 */
record DeltaLog(Uuid topic, int partition) {

  /**
   * What rows carry as {@code log}: the first 8 bytes, big endian, of SHA-256 over the UUID's text,
   * a dash and the partition. Never to be changed: the tables are asked by it.
   */
  long hash() {
    try {
      byte[] name = prefix().getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What names a piece of the block [from, to) to the database. */
  String token(long from, long to, TrafficTable table, String tablePartition) {
    return "%s-%d-%d-%s-%s".formatted(prefix(), from, to, table.table(), tablePartition);
  }

  private String prefix() {
    return topic + "-" + partition;
  }
}
