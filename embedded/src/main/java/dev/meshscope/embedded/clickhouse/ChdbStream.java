package dev.meshscope.embedded.clickhouse;

import java.util.Optional;

/** The blocks of a running SELECT, each formatted on its own. Closing it early cancels the rest. */
final class ChdbStream implements AutoCloseable {

  private final ChdbConnection connection;
  private final ChdbResult handle;
  private boolean isEnded;

  ChdbStream(ChdbConnection connection, ChdbResult handle) {
    this.connection = connection;
    this.handle = handle;
  }

  /** The next block, or empty at the end. The caller closes it. */
  Optional<ChdbResult> next() throws EngineException {
    if (isEnded) {
      return Optional.empty();
    }
    ChdbResult block = fetch();
    if (block.data().byteSize() == 0) {
      block.close();
      isEnded = true;
      return Optional.empty();
    }
    return Optional.of(block);
  }

  private ChdbResult fetch() throws EngineException {
    try {
      return connection.fetch(handle);
    } catch (EngineException e) {
      isEnded = true;
      throw e;
    }
  }

  @Override
  public void close() {
    if (!isEnded) {
      connection.cancel(handle);
    }
    handle.close();
  }
}
