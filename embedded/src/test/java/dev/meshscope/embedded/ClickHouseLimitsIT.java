package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import dev.meshscope.embedded.clickhouse.ClickHouseEngineLimits;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What happens at each limit: one connection, two requests, 1 MiB of body, little memory. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
class ClickHouseLimitsIT {

  private static final int BODY_BYTES = 1 << 20;
  private static final String SLEEPER =
      "SELECT sleepEachRow(0.5) FROM numbers(6) SETTINGS max_block_size = 1, max_threads = 1";

  private EmbeddedClickHouse engine;
  private HttpProbe http;

  @BeforeAll
  void start(@TempDir Path directory) {
    ClickHouseEngineLimits limits =
        new ClickHouseEngineLimits(1, 2, Duration.ofMillis(50), BODY_BYTES, 300L << 20);
    engine = new EmbeddedClickHouse(TestEngine.config(directory).with(limits));
    engine.start();
    http = new HttpProbe(engine.url());
  }

  @AfterAll
  void stop() {
    http.close();
    engine.close();
  }

  private static String code(HttpResponse<?> response) {
    return response.headers().firstValue("X-ClickHouse-Exception-Code").orElse("");
  }

  private HttpResponse<byte[]> select1() throws Exception {
    return http.post(Map.of(), "SELECT 1");
  }

  @Test
  void refusesARequestThatFindsNoConnectionInTime() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> sleeper =
        CompletableFuture.supplyAsync(() -> {
          try {
            return http.post(Map.of(), SLEEPER);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          HttpResponse<byte[]> refused = select1();
          assertThat(refused.statusCode()).isEqualTo(503);
          assertThat(code(refused)).isEqualTo("202");
          assertThat(HttpProbe.text(refused)).contains("Too many simultaneous queries. Maximum: 1");
        });
    assertThat(sleeper.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(select1().statusCode()).isEqualTo(200);
  }

  @Test
  void refusesMoreRequestsThanItMayHold() throws Exception {
    byte[] half =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nSELECT"
            .getBytes(StandardCharsets.US_ASCII);
    List<Socket> halves = new ArrayList<>();
    // One more each time: a half request that came while another was answered was refused itself.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          halves.add(http.open(half));
          HttpResponse<byte[]> refused = select1();
          assertThat(refused.statusCode()).isEqualTo(503);
          assertThat(HttpProbe.text(refused)).contains("Too many requests. Maximum: 2");
        });
    for (Socket socket : halves) {
      socket.close();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> select1().statusCode(), status -> status == 200);
  }

  @Test
  void refusesAnAnnouncedBodyAboveTheLimitBeforeReadingIt() throws Exception {
    byte[] head =
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + (BODY_BYTES + 1) + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = http.open(head)) {
      assertThat(HttpProbe.firstBytes(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void refusesAnEndlessBodyAtTheLimit() throws Exception {
    byte[] head =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = ("1000\r\n" + " ".repeat(4096) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = http.open(head)) {
      for (int sent = 0; sent <= BODY_BYTES; sent += 4096) {
        socket.getOutputStream().write(chunk);
      }
      assertThat(HttpProbe.firstBytes(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void takesABodyAtTheLimit() throws Exception {
    http.run("CREATE TABLE lines (s String) ENGINE = Memory");
    Map<String, String> insert = Map.of("query", "INSERT INTO lines FORMAT LineAsString");
    byte[] body = "x".repeat(BODY_BYTES).getBytes(StandardCharsets.US_ASCII);
    assertThat(http.post(insert, body).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> chunked =
        http.send(
            http.builder(insert)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build());
    assertThat(chunked.statusCode()).isEqualTo(200);
    assertThat(http.run("SELECT sum(length(s)) FROM lines")).isEqualTo(2 * BODY_BYTES + "\n");
  }

  @Test
  void refusesAnInsertOfTheClientAboveTheLimit() {
    try (Client client =
        new Client.Builder()
            .addEndpoint(engine.url())
            .setUsername("default")
            .setPassword("")
            .compressClientRequest(true)
            .build()) {
      String query = "SELECT '" + "x".repeat(2 * BODY_BYTES) + "'";
      assertThatThrownBy(() -> client.queryAll(query))
          .hasStackTraceContaining("QUERY_IS_TOO_LARGE");
    }
  }

  @Test
  void refusesAQueryThatNeedsTooMuchMemory() throws Exception {
    HttpResponse<byte[]> refused =
        http.post(
            Map.of(
                "max_bytes_before_external_group_by",
                "0",
                "max_bytes_ratio_before_external_group_by",
                "0"),
            "SELECT count() FROM (SELECT number FROM numbers(100000000) GROUP BY number)");
    assertThat(code(refused)).isEqualTo("241");
    assertThat(select1().statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAResultThatMustBeHeldAndIsTooBig() throws Exception {
    HttpResponse<byte[]> refused =
        http.post(
            Map.of("wait_end_of_query", "1"),
            "SELECT number, repeat('x', 1000) FROM numbers(1000000)");
    assertThat(code(refused)).isEqualTo("241");
    assertThat(select1().statusCode()).isEqualTo(200);
  }
}
