package dev.meshscope.embedded.clickhouse;

import java.lang.foreign.MemorySegment;

/** Bytes and counters of a finished statement or of one block of it; freed on close. */
final class ChdbResult implements AutoCloseable {

  private final Chdb chdb;
  private final MemorySegment handle;

  ChdbResult(Chdb chdb, MemorySegment handle) {
    this.chdb = chdb;
    this.handle = handle;
  }

  MemorySegment handle() {
    return handle;
  }

  /** Valid until this is closed. */
  MemorySegment data() {
    return chdb.buffer(handle);
  }

  QuerySummary summary() {
    return new QuerySummary(
        chdb.count(Chdb.Counter.STORAGE_ROWS, handle),
        chdb.count(Chdb.Counter.STORAGE_BYTES, handle),
        chdb.count(Chdb.Counter.WRITTEN_ROWS, handle),
        chdb.count(Chdb.Counter.WRITTEN_BYTES, handle),
        chdb.count(Chdb.Counter.ROWS, handle),
        chdb.count(Chdb.Counter.LENGTH, handle));
  }

  @Override
  public void close() {
    chdb.destroyResult(handle);
  }
}
