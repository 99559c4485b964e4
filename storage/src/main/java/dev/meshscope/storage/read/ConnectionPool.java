package dev.meshscope.storage.read;

import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.jdbc.Driver;
import dev.meshscope.storage.read.ReadException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded number of connections, made when they are needed and used by one read at a time. */
final class ConnectionPool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** What the socket may take beyond the statement's own time. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final ReadTarget target;
  private final ReadLimits limits;
  private final Driver driver = new Driver();
  private final Semaphore turns;
  private final BlockingQueue<Connection> idle;

  ConnectionPool(ReadTarget target, ReadLimits limits) {
    this.target = target;
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
  Connection take() throws SQLException {
    Connection kept = idle.poll();
    if (kept != null) {
      return kept;
    }
    Connection fresh = driver.connect("jdbc:clickhouse:" + target.url(), properties());
    if (fresh == null) {
      throw new SQLException("the driver does not know the URL " + target.url());
    }
    return fresh;
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

  private Properties properties() {
    Properties properties = new Properties();
    set(properties, ClientConfigProperties.DATABASE, target.database());
    set(properties, ClientConfigProperties.USER, target.user());
    set(properties, ClientConfigProperties.PASSWORD, target.password().reveal());
    set(properties, ClientConfigProperties.CLIENT_NAME, "meshscope-query");
    set(properties, ClientConfigProperties.RETRY_ON_FAILURE, "0");
    set(properties, ClientConfigProperties.HTTP_MAX_OPEN_CONNECTIONS, "1");
    set(properties, ClientConfigProperties.CONNECTION_TIMEOUT, millis(CONNECT_TIMEOUT));
    set(
        properties,
        ClientConfigProperties.SOCKET_OPERATION_TIMEOUT,
        millis(limits.timeout().plus(SLACK)));
    return properties;
  }

  private static void set(Properties properties, ClientConfigProperties key, String value) {
    properties.setProperty(key.getKey(), value);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
