package dev.meshscope.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Test
  void doublesTheBoundUpToTheLongest() {
    var backoff = new Backoff(FIRST, LONGEST, new Greatest());
    assertThat(delays(backoff, 8))
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
  }

  @Test
  void staysBoundedForEver() {
    var backoff = new Backoff(Duration.ofDays(30), Duration.ofDays(300), new Greatest());
    assertThat(delays(backoff, 200)).allMatch(delay -> delay.compareTo(Duration.ofDays(300)) <= 0);
  }

  @Test
  void drawsFromTheWholeRange() {
    long seed = 7;
    var backoff = new Backoff(LONGEST, LONGEST, new Random(seed));
    var delays = delays(backoff, 1000);
    assertThat(delays)
        .as("seed %d", seed)
        .allMatch(delay -> !delay.isNegative() && delay.compareTo(LONGEST) <= 0)
        .anyMatch(delay -> delay.compareTo(Duration.ofSeconds(1)) < 0)
        .anyMatch(delay -> delay.compareTo(Duration.ofSeconds(4)) > 0);
  }

  @Test
  void isShortAgainAfterASuccess() {
    var backoff = new Backoff(FIRST, LONGEST, new Greatest());
    delays(backoff, 5);
    backoff.reset();
    assertThat(backoff.nextDelay()).isEqualTo(FIRST);
  }

  @Test
  void endsItsPauseWhenInterrupted() {
    var backoff = new Backoff(Duration.ofHours(1), Duration.ofHours(1), new Greatest());
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(backoff::pause);
  }

  @Test
  void refusesBoundsThatMakeNoSense() {
    var random = new Random(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, LONGEST, random));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(LONGEST, FIRST, random));
  }

  private static List<Duration> delays(Backoff backoff, int count) {
    return Stream.generate(backoff::nextDelay).limit(count).toList();
  }

  /** Always draws the greatest number allowed. */
  private static final class Greatest implements RandomGenerator {
    @Override
    public long nextLong() {
      return Long.MAX_VALUE;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }
}
