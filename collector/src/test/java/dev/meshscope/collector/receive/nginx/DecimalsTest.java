package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ROOT);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.000, 0",
    "0.250, 250000000",
    "12.5, 12500000000",
    "1795616924.962, 1795616924962000000"
  })
  void readsSeconds(String text, long nanos) {
    assertThat(nanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", ".", "1.", "-1.0", "1.2.3", "1e3", "99999999999", "1.0123456789", "1,5"})
  void doesNotReadOtherTexts(String text) {
    assertThat(nanos(text)).isNegative();
  }

  @Test
  void readsTimesAsTheJdkDoes() {
    long seed = Long.getLong("meshscope.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      long seconds = random.nextLong(4_000_000_000L) + 100_000;
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(900 * random.nextInt(-48, 57));
      OffsetDateTime time = OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds), offset);
      byte[] local = time.format(LOCAL).getBytes(US_ASCII);
      byte[] iso = time.format(ISO).getBytes(US_ASCII);
      assertThat(Decimals.localTime(local, 0, local.length))
          .as("seed %d: %s", seed, time)
          .isEqualTo(seconds * 1_000_000_000);
      assertThat(Decimals.isoTime(iso, 0, iso.length))
          .as("seed %d: %s", seed, time)
          .isEqualTo(seconds * 1_000_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "25/Nov/2026:13:55:35",
        "25/Nix/2026:13:55:35 +0000",
        "aa/Nov/2026:13:55:35 +0000",
        "25/Nov/1969:13:55:35 +0000",
        "00/Nov/2026:13:55:35 +0000",
        "25/Nov/2026:13:55:35 00000"
      })
  void doesNotReadOtherLocalTimes(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    assertThat(Decimals.localTime(bytes, 0, bytes.length)).isNegative();
  }

  private static long nanos(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return Decimals.nanos(bytes, 0, bytes.length);
  }
}
