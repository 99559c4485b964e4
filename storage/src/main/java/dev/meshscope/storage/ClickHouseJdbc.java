package dev.meshscope.storage;

import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.jdbc.DataSourceImpl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** Opens JDBC connections, for migrations and reads. */
public final class ClickHouseJdbc {
  /** A database that every server has. */
  public static final String DEFAULT_DATABASE = "default";

  private ClickHouseJdbc() {}

  /** A connection to our database. Close it; it holds a pool of HTTP connections. */
  public static Connection open(ClickHouseConfig config) throws StorageException {
    return open(config, config.database());
  }

  /** A connection to another database of that server. */
  public static Connection open(ClickHouseConfig config, String database) throws StorageException {
    Properties properties = new Properties();
    properties.setProperty(ClientConfigProperties.USER.getKey(), config.user());
    properties.setProperty(ClientConfigProperties.PASSWORD.getKey(), config.password().reveal());
    properties.setProperty(ClientConfigProperties.DATABASE.getKey(), database);
    String millis = Long.toString(config.timeout().toMillis());
    properties.setProperty(ClientConfigProperties.CONNECTION_TIMEOUT.getKey(), millis);
    properties.setProperty(ClientConfigProperties.SOCKET_OPERATION_TIMEOUT.getKey(), millis);
    properties.setProperty(ClientConfigProperties.COMPRESS_SERVER_RESPONSE.getKey(), "false");
    try {
      return new DataSourceImpl("jdbc:ch:" + config.url(), properties).getConnection();
    } catch (SQLException e) {
      throw ClickHouseErrors.of("connect to " + config.url(), e);
    }
  }
}
