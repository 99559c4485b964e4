package dev.meshscope.collector.receive.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Line by line what the table of {@link NginxCauses} says. */
class NginxCausesTest {
  private static final String HOST = "10.0.1.5:80";

  @ParameterizedTest
  @CsvSource({
    "499, CLIENT_GONE",
    "000, CLIENT_GONE",
    "444, DENIED",
    "495, DENIED",
    "496, DENIED",
    "429, RATE_LIMITED",
    "401, DENIED",
    "403, DENIED",
    "404, NO_ROUTE",
    "400, PROTOCOL_ERROR",
    "494, PROTOCOL_ERROR",
    "497, PROTOCOL_ERROR",
    "408, OTHER",
    "500, OTHER",
    "502, OTHER",
    "503, OTHER",
    "200, NONE",
    "301, NONE",
    "413, NONE"
  })
  void whereNobodyWasAsked(String status, Cause cause) {
    assertThat(json().with("status", status).unasked().read().cause()).isEqualTo(cause);
  }

  @Test
  void whereTheServiceHasNoEndpoints() {
    ReadLine line = json().service("shop", "web", "80").status(503).unasked().read();
    assertThat(line.cause()).isEqualTo(Cause.NO_HEALTHY_UPSTREAM);
    assertThat(line.cluster()).isEqualTo("outbound|80||web.shop.svc");
  }

  @Test
  void whereNothingWasSentBecauseTheClientLeft() {
    ReadLine line = json().status(400).with("bytes_sent", "0").unasked().read();
    assertThat(line.cause()).isEqualTo(Cause.CLIENT_GONE);
  }

  @ParameterizedTest
  @CsvSource({
    "limit_req_status, REJECTED, RATE_LIMITED",
    "limit_conn_status, REJECTED, RATE_LIMITED",
    "limit_req_status, PASSED, NO_HEALTHY_UPSTREAM",
    "limit_req_status, REJECTED_DRY_RUN, NO_HEALTHY_UPSTREAM"
  })
  void whereALimitRefused(String key, String value, Cause cause) {
    ReadLine.Json line = json().service("shop", "web", "80").status(503).unasked();
    assertThat(line.with(key, value).read().cause()).isEqualTo(cause);
  }

  @Test
  void whereTheGroupHasNoHostLeft() {
    ReadLine line = json().status(502).upstream("web", "502", "-", "-").read();
    assertThat(line.cause()).isEqualTo(Cause.NO_HEALTHY_UPSTREAM);
    assertThat(line.cluster()).isEqualTo("outbound|||web");
    ReadLine after = json().status(502).upstream(HOST + ", web", "502, 502", "-, -", "-, -").read();
    assertThat(after.cause()).isEqualTo(Cause.NO_HEALTHY_UPSTREAM);
    assertThat(after.upstream()).isEqualTo(":0");
  }

  @ParameterizedTest
  @CsvSource({
    // code, u, connected, answered
    "502, 502, -, -, UPSTREAM_CONNECT_FAILURE",
    "504, 504, -, -, UPSTREAM_CONNECT_FAILURE",
    "504, 504, 0.001, -, UPSTREAM_TIMEOUT",
    "504, 504, '', '', UPSTREAM_TIMEOUT",
    "504, 504, 0.001, 0.002, UPSTREAM_ERROR",
    "502, 502, 0.001, -, UPSTREAM_RESET",
    "502, 502, 0.001, 0.002, UPSTREAM_ERROR",
    "502, 502, '', '', OTHER",
    "502, 200, 0.001, 0.002, OTHER",
    "500, -, 0.001, -, OTHER",
    "500, 500, 0.001, 0.002, UPSTREAM_ERROR",
    "503, 503, 0.001, 0.002, UPSTREAM_ERROR",
    "404, 404, 0.001, 0.002, NONE",
    "429, 429, 0.001, 0.002, NONE",
    "403, 403, 0.001, 0.002, NONE",
    "200, 200, 0.001, 0.002, NONE",
    "499, -, 0.001, -, CLIENT_GONE"
  })
  void whereSomebodyWasAsked(
      int code, String last, String connected, String answered, Cause cause) {
    ReadLine.Json line = json().status(code).upstream(HOST, last, connected, answered);
    assertThat(line.read().cause()).isEqualTo(cause);
  }

  @Test
  void whereALaterHostAnswered() {
    ReadLine line =
        json().upstream("10.0.1.4:80, " + HOST, "502, 200", "-, 0.001", "-, 0.002").read();
    assertThat(line.cause()).isEqualTo(Cause.NONE);
  }

  @ParameterizedTest
  @CsvSource({"5, UPSTREAM_ERROR", "0, OTHER"})
  void whereOnlyTheLengthTellsWhoseCodeItWas(String length, Cause cause) {
    ReadLine.Json line =
        json()
            .status(502)
            .upstream(HOST, "502", "", "")
            .without("upstream_connect_time")
            .without("upstream_header_time")
            .with("upstream_response_length", length);
    assertThat(line.read().cause()).isEqualTo(cause);
  }

  @ParameterizedTest
  @CsvSource({"404, 404, NO_ROUTE", "503, 503, OTHER", "200, 200, NONE"})
  void whereTheDefaultBackendAnswered(int code, String last, Cause cause) {
    ReadLine line =
        json()
            .with("proxy_upstream_name", "upstream-default-backend")
            .status(code)
            .upstream("10.0.9.9:8080", last, "0.001", "0.002")
            .read();
    assertThat(line.cause()).isEqualTo(cause);
  }

  @Test
  void whereAnErrorPageHidesWhoFailed() {
    ReadLine line =
        json()
            .service("shop", "web", "80")
            .with("proxy_upstream_name", "upstream-default-backend")
            .status(502)
            .upstream(HOST + " : 10.0.9.9:8080", "502 : 200", "- : 0.001", "- : 0.002")
            .read();
    assertThat(line.cause()).isEqualTo(Cause.UPSTREAM_CONNECT_FAILURE);
  }

  private static ReadLine.Json json() {
    return new ReadLine.Json();
  }
}
