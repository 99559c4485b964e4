package dev.meshscope.storage.write;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseErrors;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.TrafficTable;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Inserts over ClickHouse's HTTP interface. The driver never repeats anything by itself: who
 * repeats what is a matter of exactly-once, and decided by the caller.
 *
 * <p>Thread-safe.
 */
public final class ClickHouseRowStore implements RowStore {
  private static final String STORED_IN_PARTITION =
      """
      SELECT max(block_end) FROM {table:Identifier}
      WHERE _partition_id = {partition:String} AND log = {log:UInt64}\
      """;
  private static final String STORED_ANYWHERE =
      """
      SELECT max(block_end) FROM (
        SELECT max(block_end) AS block_end FROM progress WHERE log = {log:UInt64}
        UNION ALL SELECT max(block_end) FROM edges_10s WHERE log = {log:UInt64}
        UNION ALL SELECT max(block_end) FROM edges_1m WHERE log = {log:UInt64}
        UNION ALL SELECT max(block_end) FROM edges_1h WHERE log = {log:UInt64}
      )\
      """;

  private final Client client;
  private final long timeoutMillis;

  public ClickHouseRowStore(ClickHouseConfig config) {
    timeoutMillis = config.timeout().toMillis();
    client =
        new Client.Builder()
            .addEndpoint(config.url().toString())
            .setUsername(config.user())
            .setPassword(config.password().reveal())
            .setDefaultDatabase(config.database())
            .setConnectTimeout(timeoutMillis, ChronoUnit.MILLIS)
            .setSocketTimeout(timeoutMillis, ChronoUnit.MILLIS)
            .setMaxRetries(0)
            .retryOnFailures(ClientFaultCause.None)
            .compressServerResponse(false)
            .build();
  }

  @Override
  public void insert(Rows rows) throws StorageException {
    insert(
        rows,
        settings()
            .serverSetting("insert_deduplicate", "0")
            .serverSetting("deduplicate_insert", "disable")
            // Times that nobody checked may lie anywhere, and must not make a batch unstorable.
            .serverSetting("max_partitions_per_insert_block", "0"));
  }

  @Override
  public void insertOnce(Rows rows, String token) throws StorageException {
    insert(
        rows,
        settings()
            .serverSetting("insert_deduplicate", "1")
            .serverSetting("deduplicate_insert", "enable")
            .setDeduplicationToken(token)
            // Two parts under one token would not be stored or refused together.
            .serverSetting("max_partitions_per_insert_block", "1")
            .serverSetting("max_insert_block_size", Integer.toString(Integer.MAX_VALUE)));
  }

  @Override
  public long storedThrough(TrafficTable table, String partition, long log)
      throws StorageException {
    return number(
        "read back " + table.table(),
        STORED_IN_PARTITION,
        Map.of("table", table.table(), "partition", partition, "log", Long.toUnsignedString(log)));
  }

  @Override
  public long storedThrough(long log) throws StorageException {
    return number("look for a log", STORED_ANYWHERE, Map.of("log", Long.toUnsignedString(log)));
  }

  @Override
  public void close() {
    client.close();
  }

  /** Said with every insert, so that a server's defaults do not matter. */
  private static InsertSettings settings() {
    return new InsertSettings()
        .serverSetting("async_insert", "0")
        .serverSetting("wait_end_of_query", "1");
  }

  private void insert(Rows rows, InsertSettings settings) throws StorageException {
    String action = "insert " + rows;
    CompletableFuture<InsertResponse> answer;
    try {
      answer =
          client.insert(
              rows.table(), rows.columns(), rows.read(), ClickHouseFormat.RowBinary, settings);
    } catch (RuntimeException e) { // the driver has no common type for its failures
      throw ClickHouseErrors.of(action, e);
    }
    await(action, answer).close();
  }

  private long number(String action, String query, Map<String, Object> parameters)
      throws StorageException {
    try {
      return client.queryAll(query, parameters).getFirst().getLong(1);
    } catch (RuntimeException e) { // as above
      throw ClickHouseErrors.of(action, e);
    }
  }

  private <T> T await(String action, CompletableFuture<T> answer) throws StorageException {
    try {
      return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw ClickHouseErrors.of(action, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClickHouseErrors.of(action, e);
    }
  }
}
