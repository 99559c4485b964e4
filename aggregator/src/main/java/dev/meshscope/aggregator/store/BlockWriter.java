package dev.meshscope.aggregator.store;

import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.RetentionConfig;
import dev.meshscope.storage.write.RowStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores blocks whose intent is committed: first what their edges are, then each piece exactly
 * once, then how far the collectors have come, so that progress never speaks of what is not stored.
 */
final class BlockWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BlockWriter.class);

  /** A token is burnt by a crash within microseconds: this many in a row are something else. */
  private static final int REPAIRS_MAX = 20;

  private final RowStore store;
  private final KnownEdges edges;
  private final RetentionConfig retention;
  private final InstantSource clock;
  private final StoreMetrics metrics;

  BlockWriter(
      RowStore store,
      KnownEdges edges,
      RetentionConfig retention,
      InstantSource clock,
      StoreMetrics metrics) {
    this.store = store;
    this.edges = edges;
    this.retention = retention;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Stores the block.
   *
   * @param block of which nothing was inserted before
   * @throws StorageException when it is unknown what is stored; then only {@link #finish} may
   *     follow
   */
  void store(Block block) throws StorageException {
    Instant start = clock.instant();
    edges.write(block.edges());
    for (Block.Piece piece : block.pieces()) {
      if (!isExpired(piece)) {
        store.insertOnce(piece.rows(), piece.token());
        metrics.inserted(piece);
      }
    }
    told(block, start);
  }

  /**
   * Stores what is not stored of a block that this or another process began to store.
   *
   * @throws StorageException when it is still unknown what is stored; then call this again
   */
  void finish(Block block) throws StorageException {
    Instant start = clock.instant();
    edges.write(block.edges());
    for (Block.Piece piece : block.pieces()) {
      if (!isExpired(piece)) {
        finish(block, piece);
      }
    }
    told(block, start);
  }

  /**
   * The original token goes first, so that the insert of a former owner that is still under way is
   * refused. If the piece is missing although its token was taken, the token is burnt: the engine
   * was killed after it had noted the token and before the part was in its place.
   */
  private void finish(Block block, Block.Piece piece) throws StorageException {
    if (isStored(block, piece)) {
      metrics.found(piece);
      return;
    }
    for (int repair = 0; repair <= REPAIRS_MAX; repair++) {
      String token = repair == 0 ? piece.token() : piece.token() + "-r" + repair;
      store.insertOnce(piece.rows(), token);
      if (isStored(block, piece)) {
        metrics.inserted(piece);
        if (repair > 0) {
          metrics.repaired(piece);
          LOG.atWarn().addKeyValue("token", token).log("stored a piece whose token was burnt");
        }
        return;
      }
    }
    throw new StoreStateException(
        "Table %s takes piece %s and does not show it, under %d tokens: look for rows that vanish, such as a TTL that is shorter than the retention"
            .formatted(piece.table().table(), piece.token(), REPAIRS_MAX + 1));
  }

  private boolean isStored(Block block, Block.Piece piece) throws StorageException {
    return store.storedThrough(piece.table(), piece.partition(), block.log())
        >= block.intent().to();
  }

  /** Whether no row of it would live: the TTL is a day longer, so a stored one is still there. */
  private boolean isExpired(Block.Piece piece) {
    Duration kept = retention.of(piece.table());
    Instant end =
        Instant.ofEpochSecond(piece.lastWindow()).plusSeconds(piece.table().windowSeconds());
    boolean isExpired = end.plus(kept).isBefore(clock.instant());
    if (isExpired) {
      metrics.expired(piece);
    }
    return isExpired;
  }

  private void told(Block block, Instant start) throws StorageException {
    if (block.progress().count() > 0) {
      store.insert(block.progress());
    }
    metrics.stored(block, Duration.between(start, clock.instant()));
  }
}
