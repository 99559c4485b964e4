package dev.meshscope.collector.normalize;

import static dev.meshscope.model.ResponseFlag.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.ResponseFlag;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CausesTest {
  private static final String VIA_UPSTREAM = "via_upstream";

  /** What Envoy writes for each flag alone. */
  @ParameterizedTest(name = "{0} {1} {2} = {3}")
  @CsvSource({
    "LH, 503, health_check_failed, other",
    "UH, 503, no_healthy_upstream, no-healthy-upstream",
    "UT, 504, response_timeout, upstream-timeout",
    "LR, 503, upstream_reset_before_response_started{local_reset}, upstream-reset",
    "UR, 503, upstream_reset_before_response_started{remote_reset}, upstream-reset",
    "UF, 503, upstream_reset_before_response_started{connection_timeout}, upstream-connect-failure",
    "UC, 503, upstream_reset_before_response_started{connection_termination}, upstream-reset",
    "UO, 503, upstream_reset_before_response_started{overflow}, circuit-breaker",
    "NR, 404, route_not_found, no-route",
    "DI, 200, via_upstream, none",
    "FI, 503, fault_filter_abort, fault-injected",
    "RL, 429, request_rate_limited, rate-limited",
    "UAEX, 403, ext_authz_denied, denied",
    "RLSE, 500, rate_limiter_error, rate-limited",
    "DC, 0, downstream_remote_disconnect, client-gone",
    "URX, 503, via_upstream, retry-limit",
    "SI, 504, stream_idle_timeout, upstream-timeout",
    "IH, 400, request_headers_failed_strict_check, protocol-error",
    "DPE, 400, http1.codec_error, protocol-error",
    "UMSDR, 504, upstream_max_stream_duration_reached, upstream-timeout",
    "RFCF, 200, response_from_cache_filter, none",
    "NFCF, 500, filter_config_not_found, no-filter-config",
    "DT, 504, duration_timeout, other",
    "UPE, 502, upstream_reset_before_response_started{protocol_error}, upstream-reset",
    "NC, 503, cluster_not_found, no-route",
    "OM, 503, overload, overload",
    "DF, 503, dns_resolution_failure{timeout}, upstream-connect-failure",
    "DR, 0, http2.remote_reset, client-gone",
    "DO, 503, drop_overload, overload",
    "UDO, 503, unconditional_drop_overload, overload"
  })
  void decidesByEachFlagAlone(ResponseFlag flag, int code, String details, String cause) {
    assertThat(request(TestEntry.http().flags(flag).code(code, details)).text()).isEqualTo(cause);
  }

  @ParameterizedTest
  @EnumSource(
      value = ResponseFlag.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DI", "RFCF", "UO", "CUSTOM"})
  void findsACauseForEveryFailureFlagWhateverTheDetails(ResponseFlag flag) {
    assertThat(request(TestEntry.http().flags(flag).code(200, VIA_UPSTREAM)))
        .isNotEqualTo(Cause.NONE);
  }

  static Stream<Arguments> misleading() {
    return Stream.of(
        named("refused retry of a 503", http(UO).code(503, VIA_UPSTREAM), Cause.UPSTREAM_ERROR),
        named(
            "refused retry after a failed connect",
            http(UO, UF).code(503, "upstream_reset_before_response_started{connection_timeout}"),
            Cause.UPSTREAM_CONNECT_FAILURE),
        named("refused retry of a success", http(UO).code(200, VIA_UPSTREAM), Cause.NONE),
        named("maintenance mode", http(UO).code(503, "maintenance_mode"), Cause.CIRCUIT_BREAKER),
        named(
            "overflow with a reason behind it",
            http(UO).code(503, "upstream_reset_before_response_started{overflow|x}"),
            Cause.CIRCUIT_BREAKER),
        named(
            "reset after the headers went out",
            http(UC).code(200, "upstream_reset_after_response_started{connection_termination}"),
            Cause.UPSTREAM_RESET),
        named(
            "retries used up on timeouts",
            http(URX, UT).code(504, "upstream_per_try_timeout"),
            Cause.UPSTREAM_TIMEOUT),
        named(
            "retries used up on connects",
            http(URX, UF).code(503, "upstream_reset_before_response_started{x}"),
            Cause.UPSTREAM_CONNECT_FAILURE),
        named(
            "denied by RBAC without flag",
            http().code(403, "rbac_access_denied_matched_policy[none]"),
            Cause.DENIED),
        named(
            "denied by RBAC as gRPC with code 200",
            http()
                .code(200, "rbac_access_denied_matched_policy[ns[a]-policy[b]]")
                .text(ProtocolEntry.GRPC_STATUS_HEADER, "7"),
            Cause.DENIED),
        named(
            "bad token", http().code(401, "jwt_authn_access_denied{Jwt_is_missing}"), Cause.DENIED),
        named("403 of the application", http().code(403, VIA_UPSTREAM), Cause.NONE),
        named("429 of the application", http().code(429, VIA_UPSTREAM), Cause.NONE),
        named(
            "429 of the local filter without flag",
            http().code(429, "local_rate_limited"),
            Cause.RATE_LIMITED),
        named("quota that poses as cache", http(RFCF).code(429, ""), Cause.RATE_LIMITED));
  }

  static Stream<Arguments> undecidedByFlagAlone() {
    return Stream.of(
        named("no answer at all", http().code(0, ""), Cause.CLIENT_GONE),
        named(
            "client left after the headers",
            http(DC).code(200, "downstream_remote_disconnect"),
            Cause.CLIENT_GONE),
        named(
            "client left while upstream was slow",
            http(UT, DC).code(504, "response_timeout"),
            Cause.UPSTREAM_TIMEOUT),
        named("client too slow", http(SI).code(408, "stream_idle_timeout"), Cause.OTHER),
        named(
            "request never came in whole",
            http().code(408, "request_overall_timeout"),
            Cause.OTHER),
        named(
            "answer took too long for the listener",
            http().code(504, "request_overall_timeout"),
            Cause.UPSTREAM_TIMEOUT),
        named("dropped by policy", http().code(503, "drop_overload"), Cause.OVERLOAD),
        named(
            "dropped without condition",
            http().code(503, "unconditional_drop_overload"),
            Cause.OVERLOAD),
        named("delayed and answered", http(DI).code(500, VIA_UPSTREAM), Cause.UPSTREAM_ERROR),
        named(
            "delayed and aborted",
            http(DI, FI).code(503, "fault_filter_abort"),
            Cause.FAULT_INJECTED),
        named("500 of the application", http().code(500, VIA_UPSTREAM), Cause.UPSTREAM_ERROR),
        named(
            "a host that is declared nowhere",
            http().code(502, "direct_response").text(ProtocolEntry.ROUTE_NAME, "block_all"),
            Cause.NO_ROUTE),
        named(
            "an upstream's 502 by a route of that name",
            http().code(502, VIA_UPSTREAM).text(ProtocolEntry.ROUTE_NAME, "block_all"),
            Cause.UPSTREAM_ERROR),
        named("500 of the proxy", http().code(503, "direct_response"), Cause.OTHER),
        named(
            "500 without details, a host was chosen",
            http().code(500, "").text(ProtocolEntry.UPSTREAM_ADDRESS, "10.0.0.1"),
            Cause.UPSTREAM_ERROR),
        named("500 without details or host", http().code(500, ""), Cause.OTHER),
        named(
            "507 of the proxy",
            http().code(507, "request_payload_exceeded_retry_buffer_limit"),
            Cause.OTHER),
        named(
            "overload before circuit breaker",
            http(OM, UO).code(503, "upstream_reset_before_response_started{overflow}"),
            Cause.OVERLOAD));
  }

  /** Answers whose code is that of a success. */
  static Stream<Arguments> succeededByCode() {
    return Stream.of(
        named(
            "client reset its stream after the headers, before Envoy had a flag for it",
            http().code(200, "http2.remote_reset"),
            Cause.CLIENT_GONE),
        named(
            "answer took too long for the listener after its headers",
            http().code(200, "max_duration_timeout"),
            Cause.UPSTREAM_TIMEOUT),
        named("answered by the route itself", http().code(200, "direct_response"), Cause.NONE),
        named("answered without details", http().code(204, ""), Cause.NONE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"misleading", "undecidedByFlagAlone", "succeededByCode"})
  void isNotMisled(String name, TestEntry entry, Cause expected) {
    assertThat(request(entry)).isEqualTo(expected);
  }

  @Test
  void blamesTheUpstreamForAFailedGrpcStatus() {
    TestEntry entry = http().text(ProtocolEntry.GRPC_STATUS_TRAILER, "13");
    assertThat(Causes.ofRequest(entry.entry(), 200, 13)).isEqualTo(Cause.UPSTREAM_ERROR);
    assertThat(Causes.ofRequest(entry.entry(), 200, 0)).isEqualTo(Cause.NONE);
  }

  static Stream<Arguments> connections() {
    return Stream.of(
        named("ends well", TestEntry.tcp(), Cause.NONE),
        named("no host", TestEntry.tcp().flags(UH), Cause.NO_HEALTHY_UPSTREAM),
        named("no cluster", TestEntry.tcp().flags(NC), Cause.NO_ROUTE),
        named("no connect", TestEntry.tcp().flags(UF), Cause.UPSTREAM_CONNECT_FAILURE),
        named(
            "no connect in all attempts",
            TestEntry.tcp().flags(UF, URX),
            Cause.UPSTREAM_CONNECT_FAILURE),
        named("connection limit", TestEntry.tcp().flags(UO), Cause.CIRCUIT_BREAKER),
        named("rate limit that poses as retries", TestEntry.tcp().flags(URX), Cause.RATE_LIMITED),
        named("too old", TestEntry.tcp().flags(DT), Cause.OTHER),
        named("client first", TestEntry.tcp().flags(DC), Cause.CLIENT_GONE),
        named(
            "denied",
            TestEntry.tcp()
                .text(ProtocolEntry.TERMINATION_DETAILS, "rbac_access_denied_matched_policy[none]"),
            Cause.DENIED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connections")
  void decidesForConnections(String name, TestEntry entry, Cause expected) {
    assertThat(Causes.ofConnection(entry.entry(), false)).isEqualTo(expected);
  }

  @Test
  void countsPlaintextBeforeStrictMutualTlsAsDenied() {
    ProtocolEntry entry = TestEntry.tcp().number(ProtocolEntry.LOG_TYPE, 0).flags(NR).entry();
    assertThat(Causes.ofConnection(entry, true)).isEqualTo(Cause.DENIED);
    assertThat(Causes.ofConnection(entry, false)).isEqualTo(Cause.NO_ROUTE);
  }

  private static Cause request(TestEntry test) {
    ProtocolEntry entry = test.entry();
    String grpc = entry.string(ProtocolEntry.GRPC_STATUS_HEADER);
    int status = grpc.isEmpty() ? Outcome.NO_GRPC_STATUS : Integer.parseInt(grpc);
    return Causes.ofRequest(entry, (int) entry.number(ProtocolEntry.RESPONSE_CODE), status);
  }

  private static TestEntry http(ResponseFlag... flags) {
    return TestEntry.http().flags(flags);
  }

  private static Arguments named(String name, TestEntry entry, Cause cause) {
    return Arguments.of(name, entry, cause);
  }
}
