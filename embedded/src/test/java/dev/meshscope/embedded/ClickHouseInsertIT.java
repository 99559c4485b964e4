package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data behind a FORMAT clause arrive as they are, whatever bytes they have. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickHouseInsertIT {
  private EmbeddedClickHouse engine;
  private Client client;

  @BeforeAll
  void start(@TempDir Path directory) {
    engine = TestEngine.start(directory);
    client =
        new Client.Builder()
            .addEndpoint(engine.url())
            .setUsername("default")
            .setPassword("")
            .setMaxRetries(0)
            .build();
  }

  @AfterAll
  void stop() {
    client.close();
    engine.close();
  }

  @BeforeEach
  void makeTable() throws Exception {
    client.execute("DROP TABLE IF EXISTS t SYNC").get(30, TimeUnit.SECONDS).close();
    client
        .execute(
            "CREATE TABLE t (x String) ENGINE = MergeTree ORDER BY x"
                + " SETTINGS non_replicated_deduplication_window = 100")
        .get(30, TimeUnit.SECONDS)
        .close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n\n", "a\n\nb", "\n\n;\n\n", "';\n\n--", "\r\n\r\n", "\n", " ", ";"})
  void storesAnyBytes(String text) throws Exception {
    insert(rows("before", text, "behind"), new InsertSettings());
    assertThat(client.queryAll("SELECT x FROM t ORDER BY x"))
        .extracting(row -> row.getString(1))
        .containsExactlyInAnyOrder("before", text, "behind");
  }

  @Test
  void storesNothingOfDataThatEndTooEarly() throws Exception {
    byte[] whole = rows("before", "behind");
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> insert(cut, new InsertSettings()))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("CANNOT_READ_ALL_DATA");
    assertThat(count()).isZero();
    insert(whole, new InsertSettings());
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void keepsSettingsAndTokensOfInserts() throws Exception {
    for (int i = 0; i < 2; i++) {
      insert(
          rows("a\n\nb"),
          new InsertSettings()
              .serverSetting("async_insert", "0")
              .serverSetting("deduplicate_insert", "enable")
              .setDeduplicationToken("one"));
    }
    assertThat(count()).isEqualTo(1);
    insert(rows("a\n\nb"), new InsertSettings().serverSetting("deduplicate_insert", "disable"));
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void storesManyRowsAsOnePart() throws Exception {
    String[] texts = new String[100_000];
    Arrays.setAll(texts, i -> "row\n\n" + i + "-".repeat(200));
    insert(rows(texts), new InsertSettings());
    assertThat(count()).isEqualTo(texts.length);
    assertThat(client.queryAll("SELECT uniqExact(_part) FROM t").getFirst().getLong(1)).isOne();
  }

  private long count() {
    return client.queryAll("SELECT count() FROM t").getFirst().getLong(1);
  }

  private void insert(byte[] data, InsertSettings settings) throws Exception {
    client
        .insert("t", new ByteArrayInputStream(data), ClickHouseFormat.RowBinary, settings)
        .get(60, TimeUnit.SECONDS)
        .close();
  }

  private static byte[] rows(String... texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      int length = utf8.length;
      while (length > 0x7F) {
        out.write((length & 0x7F) | 0x80);
        length >>>= 7;
      }
      out.write(length);
      out.writeBytes(utf8);
    }
    return out.toByteArray();
  }
}
