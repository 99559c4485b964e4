package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session of the engine: current database, settings and temporary tables live and end with it. It
 * runs one statement at a time and is used by one thread.
 */
final class ChdbConnection implements AutoCloseable {

  private final Chdb chdb;
  private final MemorySegment pointer;

  /**
   * @param pointer to the connection, as {@code chdb_close_conn} takes it
   */
  ChdbConnection(Chdb chdb, MemorySegment pointer) {
    this.chdb = chdb;
    this.pointer = pointer;
  }

  /** Runs a statement to its end; the whole result is held in native memory. */
  ChdbResult query(NativeStatement statement) throws EngineException {
    return checked(chdb.query(connection(), statement));
  }

  /**
   * Runs an INSERT whose data is no part of its text: in the text it would end at the first empty
   * line, which binary data may well contain.
   *
   * @param statement up to its FORMAT clause; its format is the data's
   */
  ChdbResult insert(NativeStatement statement, MemorySegment data) throws EngineException {
    MemorySegment insert = chdb.streamInsert(connection(), statement);
    try {
      @Nullable String error = chdb.insertError(insert);
      if (error != null) {
        throw EngineError.parse(error).exception();
      }
      if (data.byteSize() > 0) {
        // Where it is not taken, the insert has failed, and its end says why.
        boolean _ = chdb.append(insert, data);
      }
      return checked(chdb.done(insert));
    } finally {
      chdb.destroyInsert(insert);
    }
  }

  /** Starts a SELECT whose result is fetched block by block; refused for any other statement. */
  ChdbStream stream(NativeStatement statement) throws EngineException {
    ChdbResult handle = checked(chdb.streamQuery(connection(), statement));
    return new ChdbStream(this, handle);
  }

  ChdbResult fetch(ChdbResult stream) throws EngineException {
    return checked(chdb.fetch(connection(), stream.handle()));
  }

  void cancel(ChdbResult stream) {
    chdb.cancel(connection(), stream.handle());
  }

  /** Runs a statement of ours without parameters and gives its text in {@code TabSeparatedRaw}. */
  String execute(String sql) throws EngineException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = NativeStatement.bytes(arena, sql.getBytes(StandardCharsets.UTF_8));
      try (ChdbResult result =
          query(NativeStatement.of(arena, text, "TabSeparatedRaw", Map.of()))) {
        return new String(
            result.data().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      }
    }
  }

  private MemorySegment connection() {
    return pointer.get(ADDRESS, 0);
  }

  private ChdbResult checked(MemorySegment handle) throws EngineException {
    ChdbResult result = new ChdbResult(chdb, handle);
    @Nullable String error = chdb.error(handle);
    if (error != null) {
      result.close();
      throw EngineError.parse(error).exception();
    }
    return result;
  }

  @Override
  public void close() {
    chdb.close(pointer);
  }
}
