package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Reporter;
import dev.meshscope.queryapi.RunningApi.Answer;
import dev.meshscope.storage.ClickHouseConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whatever is wrong with a request, the answer is a problem that names it and says what to do. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class BadRequestIT {
  private static final String UNKNOWN_EDGE =
      "/api/v1/edges/waaaaaaaaaaaaaaaaaaaaaaaaaa/golden-signals";

  private RunningApi api;

  @BeforeAll
  void start(ClickHouseConfig database) throws Exception {
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(
          SmallMesh.reports(
              Reporter.SOURCE, key(CART, PAY_V1, PAY), Instant.now().minusSeconds(60), 1));
    }
    api = RunningApi.on(database);
  }

  @AfterAll
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from=yesterday | from | RFC 3339",
        "from=1700000000 | from | RFC 3339",
        "from=now-0m | from | RFC 3339",
        "from=now-5y | from | RFC 3339",
        "from=now-15 | from | RFC 3339",
        "from=now+1h | from | RFC 3339",
        "from= | from | RFC 3339",
        "from=2026-01-31 | from | RFC 3339",
        "from=1931-01-31T12:00:00Z | from | RFC 3339",
        "to=9999-01-31T12:00:00Z | to | RFC 3339",
        "to=NaN | to | RFC 3339",
        "from=now&to=now-1h | from | before to",
        "from=now&to=now | from | before to",
        "to=now-1h | from | before to",
        "from=2099-01-01T00:00:00Z&to=2099-01-02T00:00:00Z | from | future",
        "from=now-401d | from | 400 days",
        "from=now-1h&from=now-2h | from | once",
        "reporter=both | reporter | best, source, destination, waypoint",
        "reporter= | reporter | best, source",
        "reporter=BEST | reporter | best, source",
        "class=livee | class | live, mirror, fault-injected, probe, internal",
        "class=live,,probe | class | comma list",
        "class= | class | comma list",
        "class=live&class=probe | class | once",
        "groupBy=pod | groupBy | workload, version, service, namespace, cluster",
        "namespace= | namespace | empty",
        "cluster= | cluster | empty",
        "step=1m | step | no parameter",
        "Namespace=shop | Namespace | no parameter",
        "depth=2 | depth | from, to, namespace",
      })
  void wrongParameterIsNamedWithWhatIsAllowed(String query, String parameter, String allowed) {
    JsonNode problem = problem("/api/v1/topology?" + query, 400, "invalid-parameter");
    JsonNode error = problem.get("errors").get(0);
    assertThat(error.get("parameter").asString()).isEqualTo(parameter);
    assertThat(error.get("detail").asString()).contains(allowed);
    assertThat(problem.get("errors").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at=later | at | RFC 3339",
        "at=2099-01-01T00:00:00Z | at | future",
        "at=now&from=now-30d | at | not with from or to",
        "at=now&from=now-30d&to=now | at | not with from or to",
        "to=now | from | needed with to",
        "from=last-month | from | RFC 3339",
        "from=now-1d&to=now-30d | from | before to; the default of to is now",
        "from=now | from | before to",
        "from=2099-01-01T00:00:00Z&to=2099-01-02T00:00:00Z | from | future",
        "from=now-401d | from | 400 days",
        "from=now-1d&from=now-2d | from | once",
        "step=1h | step | no parameter",
      })
  void wrongPeriodIsNamedWithWhatIsAllowed(String query, String parameter, String allowed) {
    JsonNode problem = problem("/api/v1/slos?" + query, 400, "invalid-parameter");
    JsonNode error = problem.get("errors").get(0);
    assertThat(error.get("parameter").asString()).isEqualTo(parameter);
    assertThat(error.get("detail").asString()).contains(allowed);
    assertThat(problem.get("errors").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step=0s | <n>s",
        "step=-10s | <n>s",
        "step=10 | <n>s",
        "step= | <n>s",
        "step=15s | multiple of 10s",
        "from=now-1d&step=90s | multiple of 1m",
        "from=now-30d&step=1m | multiple of 1h",
        "step=1m&step=2m | once",
      })
  void wrongStepIsNamedWithWhatIsAllowed(String query, String allowed) {
    for (String path : List.of("/api/v1/services/shop/pay/golden-signals", UNKNOWN_EDGE)) {
      JsonNode error = problem(path + "?" + query, 400, "invalid-parameter").get("errors").get(0);
      assertThat(error.get("parameter").asString()).isEqualTo("step");
      assertThat(error.get("detail").asString()).contains(allowed);
    }
  }

  @Test
  void allWrongParametersAreNamedAtOnce() {
    JsonNode problem =
        problem(
            "/api/v1/topology?foo=1&from=x&to=y&reporter=z&class=c&groupBy=g&namespace=&cluster=",
            400,
            "invalid-parameter");
    List<String> names =
        problem
            .get("errors")
            .valueStream()
            .map(error -> error.get("parameter").asString())
            .toList();
    assertThat(names)
        .containsExactlyInAnyOrder(
            "foo", "from", "to", "reporter", "class", "groupBy", "namespace", "cluster");
    assertThat(problem.get("requestId").asString()).isNotEmpty();
    assertThat(problem.get("instance").asString()).isEqualTo("/api/v1/topology");
  }

  @Test
  void tooManyValuesAreRefused() {
    String values = "namespace=a&".repeat(101);
    JsonNode error =
        problem("/api/v1/topology?" + values, 400, "invalid-parameter").get("errors").get(0);
    assertThat(error.get("detail").asString()).contains("100");
    problem("/api/v1/topology?subset=" + "x".repeat(254), 400, "invalid-parameter");
  }

  static Stream<Arguments> attacks() {
    List<String> payloads =
        List.of(
            "'",
            "\\",
            "\\'",
            "') OR 1=1 --",
            "x'); DROP TABLE edges_10s; --",
            "x' UNION ALL SELECT * FROM system.tables --",
            "?",
            "{a:String}",
            "`",
            "\u0000",
            "\u2028\ud83d\ude00",
            "%27%20OR",
            "<script>alert(1)</script>");
    return Stream.of(
            "from", "to", "namespace", "cluster", "reporter", "class", "subset", "groupBy", "step")
        .flatMap(name -> payloads.stream().map(payload -> Arguments.of(name, payload)));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void payloadsInParametersAreValuesOrProblems(String parameter, String payload) {
    String path = "/api/v1/services/shop/pay/golden-signals";
    String query = "?" + parameter + "=" + RunningApi.encoded(payload);
    Answer answer = api.get(path + query);
    if (List.of("namespace", "cluster", "subset").contains(parameter)) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.json().get("total").get("requests").asLong()).isZero();
    } else {
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    }
    assertHarmless(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'", "\\", "x'); DROP TABLE edges_10s; --", "?", "{a:String}", "\u0000", "."})
  void payloadsInPathsAreNamesThatNobodyHas(String payload) {
    String part = RunningApi.encoded(payload).replace("+", "%20").replace(".", "%2E");
    for (String path :
        List.of(
            "/api/v1/services/" + part + "/pay",
            "/api/v1/services/shop/" + part,
            "/api/v1/services/shop/" + part + "/golden-signals",
            "/api/v1/edges/w" + part + "/golden-signals",
            "/problems/" + part)) {
      Answer answer = api.get(path);
      assertThat(answer.status()).as(path + answer.text()).isIn(400, 404);
      assertHarmless(answer);
    }
  }

  @Test
  void nothingOfAllThatChangedTheTables() {
    assertThat(api.json("/api/v1/topology?from=now-1h").get("edges").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UNKNOWN_EDGE,
        "/api/v1/edges/x/golden-signals",
        "/api/v1/edges/WAAAAAAAAAAAAAAAAAAAAAAAAAA/golden-signals"
      })
  void unknownEdgeSaysWhereIdsStand(String path) {
    JsonNode problem = problem(path, 404, "unknown-edge");
    assertThat(problem.get("detail").asString()).contains("/api/v1/topology");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nothing", "/api/v1", "/api/v1/topology/x", "/api/v2/topology", "/problems/x"})
  void unknownResourceIsNotFound(String path) {
    problem(path, 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void otherMethodsAreNotAllowed(String method) {
    Answer answer =
        api.send(
            api.request("/api/v1/topology").method(method, BodyPublishers.ofString("x")).build());
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(answer.json().get("type").asString()).isEqualTo("/problems/method-not-allowed");
  }

  @Test
  void headAnswersWithoutBody() {
    Answer answer =
        api.send(api.request("/api/v1/topology").method("HEAD", BodyPublishers.noBody()).build());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().body()).isEmpty();
  }

  @Test
  void longUrlsAreRefused() {
    problem("/api/v1/topology?subset=" + "x".repeat(9_000), 414, "url-too-long");
    // Longer than the server reads at all.
    problem("/api/v1/topology?subset=" + "x".repeat(60_000), 414, "url-too-long");
  }

  @Test
  void largeBodiesAreRefused() {
    Answer answer =
        api.send(
            api.request("/api/v1/topology")
                .method("GET", BodyPublishers.ofByteArray(new byte[70_000]))
                .build());
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().get("type").asString()).isEqualTo("/problems/body-too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/topology?from=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /api/v1/topology?namespace=%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /api/v1/services/%zz/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /a/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /api/v1/topology HTTP/1.1\r\nConnection: close\r\n\r\n",
        "NONSENSE\r\n\r\n"
      })
  void requestsThatAreNoHttpAreAnsweredWithoutTraces(String raw) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(raw.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 ");
      int status = Integer.parseInt(answer.substring(9, 12));
      assertThat(status).as(answer).isIn(200, 400, 404);
      assertThat(answer).doesNotContain("Exception", "at org.", "at io.", "jetty");
      if (status != 200) {
        assertThat(answer).contains("application/problem+json");
      }
    }
  }

  @Test
  void requestIdIsRepeatedIfItIsFit() {
    Answer fit = api.send(api.request("/livez").header("X-Request-Id", "abc-1.2_Z").build());
    assertThat(fit.header("X-Request-Id")).isEqualTo("abc-1.2_Z");
    Answer unfit = api.send(api.request("/nothing").header("X-Request-Id", "a b<c>").build());
    assertThat(unfit.header("X-Request-Id")).matches("[0-9a-f]{16}");
    assertThat(unfit.json().get("requestId").asString()).isEqualTo(unfit.header("X-Request-Id"));
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoAsk() {
    Answer packed =
        api.send(api.request("/openapi.yaml").header("Accept-Encoding", "gzip").build());
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    Answer small = api.send(api.request("/livez").header("Accept-Encoding", "gzip").build());
    assertThat(small.header("Content-Encoding")).isEmpty();
    assertThat(api.get("/openapi.yaml").header("Content-Encoding")).isEmpty();
  }

  @Test
  void otherOriginsGetNoPermission() {
    Answer answer =
        api.send(api.request("/api/v1/topology").header("Origin", "http://evil.example").build());
    assertThat(answer.response().headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  private JsonNode problem(String path, int status, String type) {
    Answer answer = api.get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.get("type").asString()).isEqualTo("/problems/" + type);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(api.get("/problems/" + type).status()).isEqualTo(200);
    return problem;
  }

  /** No trace and no SQL of ours; a refused value may be repeated, as text in JSON. */
  private static void assertHarmless(Answer answer) {
    assertThat(answer.text())
        .doesNotContain("Exception", "asked_tenant", "ClickHouse", "Code:", "at dev.");
    assertThat(answer.header("Content-Type")).contains("json");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }
}
