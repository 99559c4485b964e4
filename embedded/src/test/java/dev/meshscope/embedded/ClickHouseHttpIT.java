package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ClickHouse's HTTP interface as its documentation describes it, against the real engine. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
class ClickHouseHttpIT {

  private static final int CONNECTIONS = 6;

  private EmbeddedClickHouse engine;
  private HttpProbe http;

  @BeforeAll
  void start(@TempDir Path directory) {
    engine = TestEngine.start(directory);
    http = new HttpProbe(engine.url());
  }

  @AfterAll
  void stop() {
    http.close();
    engine.close();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ping", "/", "/replicas_status"})
  void saysThatItIsThere(String path) throws Exception {
    HttpResponse<byte[]> response = http.send(http.path(path).GET().build());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(HttpProbe.text(response)).isEqualTo("Ok.\n");
    assertThat(http.send(http.path(path).HEAD().build()).statusCode()).isEqualTo(200);
  }

  @Test
  void knowsNoOtherPath() throws Exception {
    HttpResponse<byte[]> response = http.send(http.path("/play").GET().build());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(HttpProbe.text(response)).isEqualTo("There is no handle /play\n");
  }

  @Test
  void describesItsAnswerInHeaders() throws Exception {
    HttpResponse<byte[]> response =
        http.post(Map.of("query_id", "my-query"), "SELECT number FROM numbers(3)");
    assertThat(HttpProbe.text(response)).isEqualTo("0\n1\n2\n");
    assertThat(header(response, "X-ClickHouse-Query-Id")).isEqualTo("my-query");
    assertThat(header(response, "X-ClickHouse-Format")).isEqualTo("TabSeparated");
    assertThat(header(response, "X-ClickHouse-Timezone")).isEqualTo("UTC");
    assertThat(header(response, "X-ClickHouse-Server-Display-Name")).isNotEmpty();
    assertThat(header(response, "Content-Type"))
        .isEqualTo("text/tab-separated-values; charset=UTF-8");
    assertThat(header(response, "X-ClickHouse-Summary")).contains("\"result_rows\":\"3\"");
  }

  @Test
  void makesAQueryIdWhenThereIsNone() throws Exception {
    String first = header(http.post(Map.of(), "SELECT 1"), "X-ClickHouse-Query-Id");
    String second = header(http.post(Map.of(), "SELECT 1"), "X-ClickHouse-Query-Id");
    assertThat(first).hasSize(36).isNotEqualTo(second);
  }

  @Test
  void countsWhatItWrote() throws Exception {
    http.run("CREATE TABLE counted (a UInt32) ENGINE = MergeTree ORDER BY a");
    HttpResponse<byte[]> response =
        http.post(Map.of("query", "INSERT INTO counted FORMAT TSV"), "1\n2\n3\n");
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "X-ClickHouse-Summary")).contains("\"written_rows\":\"3\"");
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT * FROM no_such_table, 404, 60, UNKNOWN_TABLE",
    "SELECT 1 +, 400, 62, SYNTAX_ERROR",
    "SELECT no_such_column, 404, 47, UNKNOWN_IDENTIFIER",
    "SELECT no_such_function(), 404, 46, UNKNOWN_FUNCTION",
    "SELECT {p:UInt8}, 500, 456, UNKNOWN_QUERY_PARAMETER",
    "SELECT 1 FORMAT NoSuchFormat, 404, 73, UNKNOWN_FORMAT",
    "SELECT 1; SELECT 2, 400, 62, SYNTAX_ERROR",
    "SET max_threads = 1; SELECT 2, 400, 62, SYNTAX_ERROR",
    "SELECT throwIf(1), 500, 395, FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"
  })
  void givesCodeStatusAndNameOfAnError(String sql, int status, String code, String name)
      throws Exception {
    HttpResponse<byte[]> response = http.post(Map.of(), sql);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "X-ClickHouse-Exception-Code")).isEqualTo(code);
    assertThat(HttpProbe.text(response))
        .startsWith("Code: " + code + ". DB::Exception: ")
        .containsPattern("\\(" + name + "\\) \\(version [0-9.]+\\)\n$");
  }

  @Test
  void getReadsOnly() throws Exception {
    HttpResponse<byte[]> read = http.get(Map.of("query", "SELECT 1", "max_threads", "1"));
    assertThat(HttpProbe.text(read)).isEqualTo("1\n");
    HttpResponse<byte[]> write =
        http.get(Map.of("query", "CREATE TABLE never (a UInt8) ENGINE = Memory"));
    assertThat(header(write, "X-ClickHouse-Exception-Code")).isEqualTo("164");
    assertThat(http.run("EXISTS TABLE never")).isEqualTo("0\n");
  }

  @Test
  void usesTheAskedDatabase() throws Exception {
    http.run("CREATE DATABASE `odd ``name`");
    Map<String, String> database = Map.of("database", "odd `name");
    http.post(database, "CREATE TABLE here (a UInt8) ENGINE = Memory");
    assertThat(HttpProbe.text(http.post(database, "SHOW TABLES"))).isEqualTo("here\n");
    assertThat(HttpProbe.text(http.post(Map.of(), "SELECT currentDatabase()")))
        .isEqualTo("default\n");
    HttpResponse<byte[]> unknown = http.post(Map.of("database", "nope"), "SELECT 1");
    assertThat(header(unknown, "X-ClickHouse-Exception-Code")).isEqualTo("81");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON", "JSONEachRow", "CSVWithNames", "Native", "RowBinary", "Pretty"})
  void answersInTheAskedFormat(String format) throws Exception {
    String query = "SELECT number, toString(number) AS s FROM numbers(5)";
    HttpResponse<byte[]> byParameter = http.post(Map.of("default_format", format), query);
    HttpResponse<byte[]> byClause = http.post(Map.of(), query + " FORMAT " + format);
    assertThat(header(byParameter, "X-ClickHouse-Format")).isEqualTo(format);
    assertThat(header(byClause, "X-ClickHouse-Format")).isEqualTo(format);
    assertThat(byClause.body()).isNotEmpty();
    if (!format.equals("JSON")) { // which tells how long it took
      assertThat(byClause.body()).isEqualTo(byParameter.body());
    }
  }

  /** Blocks of 1000 rows; the same bytes as in one piece. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "TSV",
        "CSV",
        "RowBinary",
        "RowBinaryWithNamesAndTypes",
        "JSONEachRow",
        "JSONCompactEachRow",
        "CSVWithNames"
      })
  void joinsTheBlocksOfALongResult(String format) throws Exception {
    String query =
        "SELECT number, toString(number) AS s FROM numbers(50000) ORDER BY number"
            + " SETTINGS max_block_size = 1000, max_threads = 1 FORMAT "
            + format;
    byte[] whole = http.post(Map.of("wait_end_of_query", "1"), query).body();
    assertThat(http.post(Map.of(), query).body()).isEqualTo(whole);
    assertThat(whole.length).isGreaterThan(300_000);
  }

  @Test
  void breaksOffAnAnswerThatFailsInItsMiddle() throws Exception {
    String query =
        "SELECT throwIf(number = 500000) FROM numbers(1000000)"
            + " SETTINGS max_block_size = 1000, max_threads = 1";
    byte[] request =
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + query.length() + "\r\n\r\n" + query)
            .getBytes(StandardCharsets.US_ASCII);
    try (var socket = http.open(request)) {
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("Code: 395. DB::Exception");
      assertThat(answer).doesNotEndWith("0\r\n\r\n");
    }
    assertThat(http.run("SELECT 1")).isEqualTo("1\n");
  }

  @Test
  void insertsBytesOfAnyValue() throws Exception {
    http.run("CREATE TABLE bytes (a UInt32, s String) ENGINE = MergeTree ORDER BY a");
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int i = 0; i < 256; i++) {
      // The first byte of the first row is 10: a line end in the place where data begins.
      rows.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(i + 10).array());
      rows.write(3);
      rows.writeBytes(new byte[] {(byte) i, 0, (byte) 0xff});
    }
    HttpResponse<byte[]> response =
        http.post(Map.of("query", "INSERT INTO bytes FORMAT RowBinary"), rows.toByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    byte[] read = http.post(Map.of(), "SELECT * FROM bytes ORDER BY a FORMAT RowBinary").body();
    assertThat(read).isEqualTo(rows.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CSV", "JSONEachRow", "Native", "Values", "Parquet"})
  void insertsWhatItGave(String format) throws Exception {
    String table = "copy_" + format;
    http.run("CREATE TABLE " + table + " (a UInt32, s String) ENGINE = MergeTree ORDER BY a");
    byte[] data =
        http.post(
                Map.of("default_format", format),
                "SELECT toUInt32(number) AS a, concat('x\\n', toString(number)) AS s"
                    + " FROM numbers(1000)")
            .body();
    HttpResponse<byte[]> response =
        http.post(Map.of("query", "INSERT INTO " + table + " FORMAT " + format), data);
    assertThat(HttpProbe.text(response)).isEmpty();
    assertThat(http.run("SELECT count(), sum(a), uniqExact(s) FROM " + table))
        .isEqualTo("1000\t499500\t1000\n");
  }

  @Test
  void keepsTextThatIsNotUtf8() throws Exception {
    http.run("CREATE TABLE latin (s String) ENGINE = MergeTree ORDER BY s");
    byte[] statement =
        "INSERT INTO latin VALUES ('gr\u00fcn')".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(http.post(Map.of(), statement).statusCode()).isEqualTo(200);
    assertThat(http.run("SELECT hex(s) FROM latin")).isEqualTo("6772FC6E\n");
  }

  @Test
  void takesAGzippedBody() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("SELECT 42".getBytes(StandardCharsets.US_ASCII));
    }
    HttpResponse<byte[]> response =
        http.send(
            http.builder(Map.of())
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                .build());
    assertThat(HttpProbe.text(response)).isEqualTo("42\n");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Encoding, br, 501",
    "Content-Type, multipart/form-data; boundary=x, 501",
    "X-ClickHouse-User, admin, 403",
    "X-ClickHouse-Key, secret, 403",
    "Authorization, Basic YWRtaW46c2VjcmV0, 403",
    "Authorization, Basic !, 403",
    "Authorization, Bearer token, 403"
  })
  void refusesWhatItHasNot(String header, String value, int status) throws Exception {
    HttpResponse<byte[]> response =
        http.send(
            http.builder(Map.of())
                .header(header, value)
                .POST(BodyPublishers.ofString("SELECT 1"))
                .build());
    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void knowsTheDefaultUser() throws Exception {
    HttpResponse<byte[]> response =
        http.send(
            http.builder(Map.of("user", "default", "password", ""))
                .header("Authorization", "Basic ZGVmYXVsdDo=")
                .POST(BodyPublishers.ofString("SELECT 1"))
                .build());
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "session_id, s1, 501, 48",
    "no_such_setting, 1, 404, 115",
    "max_threads, many, 400, 27",
    "bad name, 1, 404, 115"
  })
  void refusesParameters(String name, String value, int status, String code) throws Exception {
    HttpResponse<byte[]> response = http.post(Map.of(name.replace(' ', '+'), value), "SELECT 1");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "X-ClickHouse-Exception-Code")).isEqualTo(code);
  }

  @Test
  void refusesOtherMethods() throws Exception {
    HttpResponse<byte[]> response =
        http.send(http.builder(Map.of("query", "SELECT 1")).DELETE().build());
    assertThat(response.statusCode()).isEqualTo(501);
  }

  /** Far more requests than connections, so that each connection would be met again. */
  @Test
  void letsNothingOutliveARequest() throws Exception {
    List<String> stains =
        List.of(
            "SET max_block_size = 33",
            "SET param_stain = 7",
            "USE system",
            "CREATE TEMPORARY TABLE stain (a UInt8)");
    for (int i = 0; i < 4 * CONNECTIONS; i++) {
      http.run(stains.get(i % stains.size()));
      http.post(Map.of("max_block_size", "44", "insert_deduplication_token", "old"), "SELECT 1");
      http.post(Map.of("database", "system", "readonly", "1"), "SELECT 1");
      http.get(Map.of("query", "SELECT 1"));
    }
    String state =
        "SELECT getSetting('max_block_size'), getSetting('insert_deduplication_token'),"
            + " getSetting('readonly'), currentDatabase()";
    for (String row : inParallel(4 * CONNECTIONS, () -> http.run(state))) {
      assertThat(row).isEqualTo("65409\t\t0\tdefault\n");
    }
    for (String row : inParallel(2 * CONNECTIONS, () -> http.run("EXISTS TEMPORARY TABLE stain"))) {
      assertThat(row).isEqualTo("0\n");
    }
    HttpResponse<byte[]> parameter = http.post(Map.of(), "SELECT {stain:UInt8}");
    assertThat(header(parameter, "X-ClickHouse-Exception-Code")).isEqualTo("456");
  }

  private static <T> List<T> inParallel(int times, Callable<T> call) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        futures.add(threads.submit(call));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  @Test
  void runsSixQueriesAtOnce() throws Exception {
    String sleeper =
        "SELECT sleepEachRow(0.5) FROM numbers(6) SETTINGS max_block_size = 1, max_threads = 1";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> sleepers = new ArrayList<>();
      for (int i = 1; i < CONNECTIONS; i++) {
        sleepers.add(threads.submit(() -> http.run(sleeper)));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> http.run("SELECT count() FROM system.processes"), seen -> seen.equals("6\n"));
      for (Future<String> done : sleepers) {
        assertThat(done.get(60, TimeUnit.SECONDS)).hasLineCount(6);
      }
    }
  }

  @Test
  void insertsConcurrently() throws Exception {
    http.run("CREATE TABLE many (a UInt64) ENGINE = MergeTree ORDER BY a");
    inParallel(
        60,
        () ->
            http.post(
                Map.of("async_insert", "0"), "INSERT INTO many SELECT number FROM numbers(1000)"));
    assertThat(http.run("SELECT count() FROM many")).isEqualTo("60000\n");
  }

  @Test
  void outlivesAClientThatHangsUpWhileSending() throws Exception {
    http.run("CREATE TABLE half (a UInt64) ENGINE = MergeTree ORDER BY a");
    String head =
        "POST /?query=INSERT+INTO+half+FORMAT+TSV HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n1\n2\n";
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      http.open(head.getBytes(StandardCharsets.US_ASCII)).close();
    }
    assertThat(http.run("SELECT count() FROM half")).isEqualTo("0\n");
  }

  @Test
  void outlivesAClientThatHangsUpWhileReading() throws Exception {
    String head = "GET /?query=SELECT+number+FROM+numbers(1000000000) HTTP/1.1\r\nHost: x\r\n\r\n";
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      try (var socket = http.open(head.getBytes(StandardCharsets.US_ASCII))) {
        assertThat(HttpProbe.firstBytes(socket)).startsWith("HTTP/1.1 200");
      }
    }
    assertThat(inParallel(CONNECTIONS, () -> http.run("SELECT 1"))).containsOnly("1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /?query=%zz HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void refusesWhatIsNoHttp(String request) throws Exception {
    try (var socket = http.open(request.getBytes(StandardCharsets.ISO_8859_1))) {
      assertThat(HttpProbe.firstBytes(socket)).doesNotContain("200 OK");
    }
    assertThat(http.run("SELECT 1")).isEqualTo("1\n");
  }
}
