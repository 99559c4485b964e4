package dev.meshscope.aggregator.store;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.storage.schema.TrafficTable;
import dev.meshscope.storage.write.Rows;
import java.util.List;
import java.util.Set;

/**
 * The offsets [from, to) of one log, ready to be stored.
 *
 * @param log a hash that names the partition
 * @param intent which offsets
 * @param edges the edges it is about
 * @param pieces its rows; each one insert
 * @param progress how far it brings the collectors, to be told when all pieces are stored
 * @param deltas how many it was made of
 */
record Block(
    long log, Intent intent, Set<Edge> edges, List<Piece> pieces, Rows progress, long deltas) {
  Block {
    edges = Set.copyOf(edges);
    pieces = List.copyOf(pieces);
  }

  /**
   * An edge of a tenant.
   *
   * @param tenant whose it is
   * @param key which one
   */
  record Edge(String tenant, EdgeKey key) {}

  /**
   * The rows of one table partition: stored wholly or not at all.
   *
   * @param table which table
   * @param partition which partition of it
   * @param lastWindow its youngest window's start, seconds since the epoch
   * @param rows the rows
   * @param token names the insert
   */
  record Piece(TrafficTable table, String partition, long lastWindow, Rows rows, String token) {}
}
