package dev.meshscope.aggregator.aggregate;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory of all RocksDB stores of one instance: blocks, indexes and write buffers share one
 * cache, otherwise memory would be stores × partitions × RocksDB's defaults.
 */
final class RocksMemory implements AutoCloseable {
  private static final int WRITE_BUFFER_BYTES = 1 << 20;
  private static final int SHARD_BITS_DEFAULT = -1;
  private static final double HIGH_PRIORITY_SHARE = 0.1;

  static {
    RocksDB.loadLibrary();
  }

  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  RocksMemory(long bytes) {
    cache = new LRUCache(bytes, SHARD_BITS_DEFAULT, false, HIGH_PRIORITY_SHARE);
    writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  void bound(Options options) {
    if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
      table.setBlockCache(cache);
      table.setCacheIndexAndFilterBlocks(true);
      options.setTableFormatConfig(table);
    }
    options.setWriteBufferManager(writeBuffers);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
  }

  /** Only after every store is closed. */
  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }
}
