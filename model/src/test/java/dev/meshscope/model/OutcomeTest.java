package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
  private static final int NONE = Outcome.NO_GRPC_STATUS;

  @Test
  void keepsAllThree() {
    for (int code = 0; code <= 999; code++) {
      for (int grpc = 0; grpc <= 16; grpc++) {
        for (Cause cause : Cause.values()) {
          int outcome = Outcome.of(code, grpc, cause);
          assertThat(outcome).isBetween(0, Outcome.MAX);
          assertThat(Outcome.responseCode(outcome)).isEqualTo(code);
          assertThat(Outcome.grpcStatus(outcome)).isEqualTo(grpc);
          assertThat(Outcome.cause(outcome)).isEqualTo(cause);
        }
      }
    }
  }

  @Test
  void isTheNumberThatTablesStore() {
    assertThat(Outcome.of(200, -1, Cause.NONE)).isEqualTo(200 * 1024 + 31 * 32);
    assertThat(Outcome.of(503, 14, Cause.UPSTREAM_RESET)).isEqualTo(503 * 1024 + 14 * 32 + 5);
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "1000, 17", "2147483647, 31", "-2147483648, -2147483648"})
  void countsWhatIsOutOfRangeAsNone(int code, int grpc) {
    int outcome = Outcome.of(code, grpc, Cause.OTHER);
    assertThat(Outcome.responseCode(outcome)).isZero();
    assertThat(Outcome.grpcStatus(outcome)).isEqualTo(NONE);
  }

  @Test
  void callsACauseOfANewerWriterOther() {
    int newer = Outcome.of(200, -1, Cause.NONE) | 31;
    assertThat(Outcome.cause(newer)).isEqualTo(Cause.OTHER);
  }

  @ParameterizedTest
  @CsvSource({
    // code, gRPC status (31 = none), is an error
    "0, 31, true",
    "100, 31, false",
    "200, 31, false",
    "200, 0, false",
    "200, 1, true",
    "200, 5, true",
    "200, 14, true",
    "200, 16, true",
    "301, 31, false",
    "404, 31, false",
    "429, 31, false",
    "499, 31, false",
    "500, 31, true",
    "503, 31, true",
    "503, 0, true",
    "504, 31, true",
    "599, 31, true",
    "999, 31, true",
  })
  void anHttpRequestFailsByItsCodeOrItsGrpcStatus(int code, int grpc, boolean isError) {
    for (Protocol protocol : new Protocol[] {Protocol.HTTP, Protocol.GRPC}) {
      for (Cause cause : Cause.values()) {
        boolean isExcused = cause == Cause.CLIENT_GONE || cause == Cause.FAULT_INJECTED;
        assertThat(Outcome.isError(Outcome.of(code, grpc, cause), protocol))
            .as("%s by %s", protocol, cause)
            .isEqualTo(isError && !isExcused);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTcpConnectionFailsByItsCauseAlone(Cause cause) {
    boolean isFine =
        cause == Cause.NONE || cause == Cause.CLIENT_GONE || cause == Cause.FAULT_INJECTED;
    for (int code : new int[] {0, 200, 503}) {
      assertThat(Outcome.isError(Outcome.of(code, -1, cause), Protocol.TCP)).isEqualTo(!isFine);
    }
  }
}
