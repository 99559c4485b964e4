package dev.meshscope.queryapi.alert.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.query.RangeLimits;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.storage.read.Resolution;
import dev.meshscope.storage.schema.RetentionConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which stored windows answer rules. */
final class RuleWindowsTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final RuleWindows windows =
      new RuleWindows(new Resolutions(RangeLimits.defaults(), RetentionConfig.defaults()));

  @Test
  void shortWindowIsOfTenSecondsAndEndsAtTheTick() {
    var window = windows.upTo(NOON.plusSeconds(7), Duration.ofMinutes(5), NOON.plusSeconds(8));
    assertThat(window.range().resolution()).isEqualTo(Resolution.TEN_SECONDS);
    assertThat(window.range().from()).isEqualTo(NOON.minusSeconds(300));
    assertThat(window.range().to()).isEqualTo(NOON.plusSeconds(10));
    assertThat(window.end()).isEqualTo(NOON.plusSeconds(7));
    assertThat(window.elapsedSeconds(NOON.plusSeconds(8))).isEqualTo(308);
    assertThat(window.elapsedSeconds(NOON.plusSeconds(60))).isEqualTo(310);
  }

  @Test
  void oldShortWindowIsOfTheFinestThatIsKept() {
    var window = windows.upTo(NOON, Duration.ofMinutes(5), NOON.plus(Duration.ofDays(3)));
    assertThat(window.range().resolution()).isEqualTo(Resolution.ONE_MINUTE);
  }

  @Test
  void whatIsLeftOfOldWindowsMayBeTooCoarse() {
    Duration five = Duration.ofMinutes(5);
    Instant off = NOON.plusSeconds(10);
    assertThat(windows.tooCoarse(off, five, off.plus(Duration.ofDays(1)))).isEmpty();
    Instant days = NOON.plus(Duration.ofDays(3));
    assertThat(windows.tooCoarse(off, five, days)).as("6 minutes").isEmpty();
    assertThat(windows.tooCoarse(off, Duration.ofMinutes(1), days))
        .as("2 minutes")
        .contains(Resolution.ONE_MINUTE);
    assertThat(windows.tooCoarse(NOON, Duration.ofMinutes(1), days)).isEmpty();
    Instant months = NOON.plus(Duration.ofDays(60));
    assertThat(windows.tooCoarse(NOON, five, months)).contains(Resolution.ONE_HOUR);
    assertThat(windows.tooCoarse(NOON, Duration.ofHours(6), months)).isEmpty();
  }

  @Test
  void noRecentWindowIsTooCoarse() {
    for (int seconds = 1; seconds <= Duration.ofDays(31).toSeconds(); seconds += 1 + seconds / 7) {
      Duration length = Duration.ofSeconds(seconds);
      Instant tick = NOON.plusSeconds(seconds % 61);
      assertThat(windows.tooCoarse(tick, length, tick)).as("%d s", seconds).isEmpty();
      assertThat(windows.tooCoarse(tick, length, tick.plus(Duration.ofHours(1))))
          .as("%d s, an hour late", seconds)
          .isEmpty();
    }
  }

  @Test
  void whatPeopleAskEndsAtWholeTenSeconds() {
    Duration five = Duration.ofMinutes(5);
    var window = windows.exactlyUpTo(NOON.plusMillis(3_017), five, NOON.plusMillis(3_017));
    assertThat(window.range().from()).isEqualTo(NOON.minusSeconds(290));
    assertThat(window.range().to()).isEqualTo(NOON.plusSeconds(10));
    assertThat(windows.exactlyUpTo(NOON.plusSeconds(10), five, NOON.plusSeconds(10)))
        .isEqualTo(window);
    assertThat(windows.exactlyUpTo(NOON.plusMillis(10_001), five, NOON.plusMillis(10_001)))
        .isNotEqualTo(window);
    assertThat(window.kept()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whatPeopleAskOfMoreThanADayIsToldAgain() {
    Duration day = Duration.ofDays(1);
    assertThat(windows.exactlyUpTo(NOON, day, NOON).kept()).isEqualTo(Duration.ofSeconds(5));
    var month = windows.exactlyUpTo(NOON.plusSeconds(1), day.multipliedBy(30), NOON);
    assertThat(month.kept()).isEqualTo(Duration.ofSeconds(30));
    assertThat(windows.exactlyUpTo(NOON.plusSeconds(3_581), day.multipliedBy(30), NOON))
        .isEqualTo(month);
  }

  @Test
  void whatCoversMuchMoreIsNotWhatItIsCalled() {
    Duration five = Duration.ofMinutes(5);
    Duration hour = Duration.ofHours(1);
    Instant past = NOON.minus(Duration.ofDays(3));
    Instant longPast = NOON.minus(Duration.ofDays(40));
    assertThat(windows.exactlyUpTo(NOON, five, NOON).isAbout(five)).isTrue();
    assertThat(windows.exactlyUpTo(past, five, NOON).isAbout(five)).isTrue();
    assertThat(windows.exactlyUpTo(past.plusSeconds(30), five, NOON).isAbout(five))
        .as("1.2 times")
        .isTrue();
    assertThat(windows.exactlyUpTo(longPast, five, NOON).isAbout(five)).isFalse();
    assertThat(windows.exactlyUpTo(longPast, hour, NOON).isAbout(hour)).isTrue();
    assertThat(windows.exactlyUpTo(longPast.plusSeconds(1_800), hour, NOON).isAbout(hour))
        .isFalse();
  }

  @Test
  void longWindowMovesBySteps() {
    assertStep(Duration.ofHours(6), Duration.ofSeconds(30), Resolution.TEN_SECONDS);
    assertStep(Duration.ofDays(1), Duration.ofMinutes(2), Resolution.ONE_MINUTE);
    assertStep(Duration.ofDays(3), Duration.ofMinutes(6), Resolution.ONE_MINUTE);
    assertStep(Duration.ofDays(30), Duration.ofHours(1), Resolution.ONE_HOUR);
  }

  @Test
  void timeBeforeAWindowHasNoGapAndNoOverlap() {
    SplittableRandom random = new SplittableRandom(11);
    List<Duration> lengths =
        List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(5_003),
            Duration.ofDays(1),
            Duration.ofDays(14),
            Duration.ofDays(31));
    for (int i = 0; i < 20_000; i++) {
      Duration over = lengths.get(random.nextInt(lengths.size()));
      Duration against = lengths.get(random.nextInt(lengths.size()));
      Instant tick = NOON.plusSeconds(random.nextLong(1_000_000));
      Instant now = tick.plusSeconds(random.nextInt(2) * random.nextLong(10_000_000));
      var window = windows.upTo(tick, over, now);
      var parts = windows.before(window, against, now);
      assertThat(parts.getLast().range().to()).isEqualTo(window.range().from());
      assertThat(parts.getFirst().range().from())
          .isBeforeOrEqualTo(window.range().from().minus(against));
      for (int next = 1; next < parts.size(); next++) {
        assertThat(parts.get(next).range().from()).isEqualTo(parts.get(next - 1).range().to());
      }
    }
  }

  private void assertStep(Duration length, Duration step, Resolution resolution) {
    var first = windows.upTo(NOON, length, NOON);
    var last = windows.upTo(NOON.plus(step).minusSeconds(1), length, NOON.plus(step));
    var next = windows.upTo(NOON.plus(step), length, NOON.plus(step));
    assertThat(first.range().resolution()).isEqualTo(resolution);
    assertThat(last).isEqualTo(first);
    assertThat(next.end()).isEqualTo(NOON.plus(step));
    assertThat(first.kept()).isEqualTo(step);
  }
}
