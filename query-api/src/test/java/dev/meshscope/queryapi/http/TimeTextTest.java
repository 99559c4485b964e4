package dev.meshscope.queryapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "now, 2026-01-31T12:00:00Z",
    "now-90s, 2026-01-31T11:58:30Z",
    "now-15m, 2026-01-31T11:45:00Z",
    "now-2h, 2026-01-31T10:00:00Z",
    "now-1d, 2026-01-30T12:00:00Z",
    "now-1w, 2026-01-24T12:00:00Z",
    "2026-01-31T11:00:00.5Z, 2026-01-31T11:00:00.500Z",
    "2026-01-31T11:00:00+02:00, 2026-01-31T09:00:00Z"
  })
  void readsTimes(String text, Instant time) {
    assertThat(TimeText.time(text, NOW)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Now",
        "now-",
        "now-0s",
        "now-1",
        "now-1y",
        "now+1s",
        "now-999999999w",
        "1769860800",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "1969-12-31T23:59:59Z",
        "2107-01-01T00:00:00Z"
      })
  void refusesWhatIsNoTimeThatCanBeStored(String text) {
    assertThat(TimeText.time(text, NOW)).isEmpty();
  }

  @Test
  void readsLengths() {
    assertThat(TimeText.length("2w")).contains(Duration.ofDays(14));
    assertThat(TimeText.length("-1s")).isEmpty();
    assertThat(TimeText.length("1ms")).isEmpty();
  }
}
