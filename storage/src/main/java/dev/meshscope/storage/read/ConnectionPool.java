package dev.meshscope.storage.read;

import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseJdbc;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.read.ReadException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded number of connections, made when they are needed and used by one read at a time. */
final class ConnectionPool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);

  /** What the socket may take beyond the statement's own time. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final ClickHouseConfig target;
  private final ReadLimits limits;
  private final Semaphore turns;
  private final BlockingQueue<Connection> idle;

  ConnectionPool(ClickHouseConfig target, ReadLimits limits) {
    this.target =
        new ClickHouseConfig(
            target.url(),
            target.user(),
            target.password(),
            target.database(),
            limits.timeout().plus(SLACK));
    this.limits = limits;
    this.turns = new Semaphore(limits.concurrentMax(), true);
    this.idle = new ArrayBlockingQueue<>(limits.concurrentMax());
  }

  /** Waits for a turn; each one must be given back. */
  void takeTurn() throws ReadException {
    try {
      if (!turns.tryAcquire(limits.queueTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ReadException(
            Kind.BUSY, "all %d connections are in use".formatted(limits.concurrentMax()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReadException(Kind.BUSY, "interrupted while waiting for a connection", e);
    }
  }

  void giveTurnBack() {
    turns.release();
  }

  /** A connection for whoever has a turn. */
  Connection take() throws StorageException {
    Connection kept = idle.poll();
    return kept == null ? ClickHouseJdbc.open(target) : kept;
  }

  /** Keeps a connection that works for the next read. */
  void keep(Connection connection) {
    if (!idle.offer(connection)) {
      discard(connection);
    }
  }

  void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.atDebug().setCause(e).log("connection was not closed cleanly");
    }
  }

  @Override
  public void close() {
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      discard(next);
    }
  }
}
