package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The requests of clickhouse-go 2.47 over HTTP, the client of Grafana's data source, as it sent
 * them to this engine, and the answers that it understood.
 */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickHouseGoIT {
  private static final String HELLO = "SELECT displayName(), version(), revision(), timezone()";

  private EmbeddedClickHouse engine;
  private HttpProbe http;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    engine = TestEngine.start(directory);
    http = new HttpProbe(engine.url());
    http.run("CREATE DATABASE meshscope");
  }

  @AfterAll
  void stop() {
    http.close();
    engine.close();
  }

  @Test
  void isGreetedInTheClientsRevisionAndToldToReadTheFirst() throws Exception {
    HttpResponse<byte[]> response = ask(Map.of(), HELLO);
    String version = http.run("SELECT version()").strip();
    String zone = http.run("SELECT timezone()").strip();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(latin1(response))
        .isEqualTo(
            "\1\0\2\377\377\377\377\0\4\1\15displayName()\6String\0\22meshscope-embedded"
                + ("\11version()\6String\0" + (char) version.length() + version)
                + "\12revision()\6UInt32\0\0\0\0\0"
                + ("\12timezone()\6String\0" + (char) zone.length() + zone));
    assertThat(response.headers().firstValue("X-ClickHouse-Format")).contains("Native");
  }

  @Test
  void isGreetedInBlocksWhenItAsksForThem() throws Exception {
    byte[] packed = ask(Map.of("compress", "1"), HELLO).body();
    // A checksum of 16 bytes, then LZ4's mark.
    assertThat(packed.length).isGreaterThan(25);
    assertThat(packed[16]).isEqualTo((byte) 0x82);
  }

  @Test
  void getsNativeBlocksOfTheFirstRevision() throws Exception {
    assertThat(latin1(ask(Map.of(), "SELECT 1 AS one, 'x' AS text")))
        .isEqualTo("\2\1\3one\5UInt8\1\4text\6String\1x");
  }

  @Test
  void getsAnEmptyBodyForNoRows() throws Exception {
    assertThat(ask(Map.of(), "SELECT number FROM numbers(0)").body()).isEmpty();
  }

  @Test
  void isToldErrorsAsText() throws Exception {
    HttpResponse<byte[]> response = ask(Map.of(), "SELECT nope");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(latin1(response)).startsWith("Code: 47. DB::Exception: Unknown expression");
  }

  @Test
  void asksTheEngineItselfWhereItSpeaksNoRevision() throws Exception {
    HttpResponse<byte[]> response = http.post(Map.of("default_format", "Native"), HELLO);
    assertThat(latin1(response)).startsWith("\4\1\15displayName()\6String");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "new", "99999999999999999999"})
  void refusesARevisionThatIsNoNumber(String revision) throws Exception {
    HttpResponse<byte[]> response = ask(Map.of("client_protocol_version", revision), HELLO);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(latin1(response)).contains("client_protocol_version must be a number");
  }

  private HttpResponse<byte[]> ask(Map<String, String> more, String statement) throws Exception {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_protocol_version", "54460");
    parameters.put("database", "meshscope");
    parameters.put("default_format", "Native");
    parameters.put("max_execution_time", "60");
    parameters.putAll(more);
    HttpRequest request =
        http.builder(parameters)
            .header("User-Agent", "clickhouse-go/2.47.0 (lv:go/1.26.8; os:linux)")
            .header("Authorization", "Basic ZGVmYXVsdDo=")
            .header("Accept-Encoding", "gzip")
            .POST(BodyPublishers.ofString(statement))
            .build();
    return http.send(request);
  }

  private static String latin1(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.ISO_8859_1);
  }
}
