package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.meshscope.queryapi.alert.notify.Verdict.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void isTaken(int status) {
    assertThat(new Answer(status, "", "").verdict(START)).isEqualTo(new Verdict.Taken(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 408, 429, 500, 502, 503, 504, 599})
  void isTriedAgain(int status) {
    assertThat(new Answer(status, "", "").verdict(START)).isInstanceOf(Verdict.Later.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422})
  void isFinal(int status) {
    assertThat(new Answer(status, "", "no").verdict(START))
        .isEqualTo(new Verdict.Never(status, Failure.ANSWER, "answered " + status + ": no"));
  }

  @Test
  void isGone() {
    assertThat(new Answer(410, "", "").verdict(START))
        .asInstanceOf(type(Verdict.Never.class))
        .extracting(Verdict.Never::failure)
        .isEqualTo(Failure.GONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | 7 | 7",
        "502 | 7 | 7",
        "503 | 7 | 7",
        "504 | 7 | 7",
        "500 | 7 | 0",
        "429 | 86400 | 300",
        "429 | 99999999999 | 0",
        "429 | -1 | 0",
        "429 | soon | 0",
        "429 | Sat, 31 Jan 2026 12:01:00 GMT | 60",
        "429 | Sat, 31 Jan 2026 11:00:00 GMT | 0"
      })
  void saysHowLongToWait(int status, String retryAfter, long seconds) {
    assertThat(new Answer(status, retryAfter, "").verdict(START))
        .asInstanceOf(type(Verdict.Later.class))
        .extracting(Verdict.Later::retryAfter)
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void quotesOneShortLine() {
    Verdict verdict = new Answer(500, "", "a\r\nb\u0000" + "x".repeat(9_000)).verdict(START);

    assertThat(verdict)
        .asInstanceOf(type(Verdict.Later.class))
        .extracting(Verdict.Later::problem)
        .satisfies(problem -> assertThat(problem).startsWith("answered 500: a b xx").hasSize(214));
  }
}
