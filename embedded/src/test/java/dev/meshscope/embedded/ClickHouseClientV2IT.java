package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.data_formats.RowBinaryFormatWriter;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official client, unchanged, against the real engine. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickHouseClientV2IT {

  private EmbeddedClickHouse engine;
  private Client client;

  @BeforeAll
  void start(@TempDir Path directory) {
    engine = TestEngine.start(directory);
    client = client(false);
  }

  private Client client(boolean compressesRequests) {
    return new Client.Builder()
        .addEndpoint(engine.url())
        .setUsername("default")
        .setPassword("")
        .compressClientRequest(compressesRequests)
        .build();
  }

  @AfterAll
  void stop() {
    client.close();
    engine.close();
  }

  private void execute(String sql) throws Exception {
    client.execute(sql).get(30, TimeUnit.SECONDS).close();
  }

  private List<GenericRecord> query(String sql) {
    return client.queryAll(sql);
  }

  private InsertResponse insert(Client with, String table, String token, Map<Integer, Long> counts)
      throws Exception {
    TableSchema schema = with.getTableSchema(table);
    InsertSettings settings = new InsertSettings().serverSetting("async_insert", "0");
    if (!token.isEmpty()) {
      settings.setDeduplicationToken(token);
    }
    return with.insert(
            table,
            out -> {
              RowBinaryFormatWriter writer =
                  new RowBinaryFormatWriter(out, schema, ClickHouseFormat.RowBinary);
              writer.setValue("name", "edge\0\n");
              writer.setValue("counts", counts);
              writer.commitRow();
            },
            ClickHouseFormat.RowBinary,
            settings)
        .get(30, TimeUnit.SECONDS);
  }

  private void createTable(String table) throws Exception {
    execute(
        """
        CREATE TABLE %s (
          name String,
          counts SimpleAggregateFunction(sumMap, Map(UInt16, UInt64))
        ) ENGINE = AggregatingMergeTree ORDER BY name
        SETTINGS non_replicated_deduplication_window = 1000\
        """
            .formatted(table));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesRowBinaryWithSummedMaps(boolean compressesRequests) throws Exception {
    String table = "maps_" + compressesRequests;
    createTable(table);
    try (Client writer = client(compressesRequests)) {
      try (InsertResponse response = insert(writer, table, "", Map.of(1, 2L, 65_535, 1L << 62))) {
        assertThat(response.getWrittenRows()).isEqualTo(1);
      }
      insert(writer, table, "", Map.of(1, 40L)).close();
    }
    List<GenericRecord> rows =
        query(
            "SELECT name, sumMap(counts) AS merged, merged[1] AS one, merged[65535] AS last FROM "
                + table
                + " GROUP BY name");
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().getString("name")).isEqualTo("edge\0\n");
    assertThat(rows.getFirst().getLong("one")).isEqualTo(42);
    assertThat(rows.getFirst().getLong("last")).isEqualTo(1L << 62);
  }

  @Test
  void dropsASecondInsertWithTheSameToken() throws Exception {
    createTable("tokens");
    insert(client, "tokens", "a", Map.of(1, 1L)).close();
    insert(client, "tokens", "a", Map.of(1, 10L)).close();
    insert(client, "tokens", "b", Map.of(1, 100L)).close();
    // No token: a token of an earlier request must not stick to its connection.
    insert(client, "tokens", "", Map.of(1, 1000L)).close();
    assertThat(query("SELECT sum(counts[1]) AS n FROM tokens").getFirst().getLong("n"))
        .isEqualTo(1101);
  }

  @Test
  void bindsTypedParameters() {
    List<GenericRecord> rows =
        client.queryAll(
            "SELECT {n:UInt64} AS n, {s:String} AS s, {t:Identifier} FROM (SELECT 5 AS five)",
            Map.of("n", 18, "s", "it's a\ttab \\ and\nline", "t", "five"));
    assertThat(rows.getFirst().getLong("n")).isEqualTo(18);
    assertThat(rows.getFirst().getString("s")).isEqualTo("it's a\ttab \\ and\nline");
    assertThat(rows.getFirst().getLong("five")).isEqualTo(5);
  }

  @Test
  void givesTheEnginesErrorCodes() {
    assertThatThrownBy(() -> query("SELECT * FROM no_such_table"))
        .hasRootCauseInstanceOf(ServerException.class)
        .rootCause()
        .isInstanceOfSatisfying(ServerException.class, e -> assertThat(e.getCode()).isEqualTo(60));
  }

  @Test
  @SuppressWarnings("try") // closing declares InterruptedException
  void readsABigResult() throws Exception {
    QuerySettings settings = new QuerySettings().serverSetting("max_block_size", "10000");
    long sum = 0;
    try (var response =
            client
                .query("SELECT number, toString(number) AS s FROM numbers(1000000)", settings)
                .get(60, TimeUnit.SECONDS);
        var reader = client.newBinaryFormatReader(response)) {
      while (reader.hasNext()) {
        reader.next();
        sum += reader.getLong("number");
        assertThat(reader.getString("s")).isEqualTo(Long.toString(reader.getLong("number")));
      }
    }
    assertThat(sum).isEqualTo(1_000_000L * 999_999L / 2);
  }
}
