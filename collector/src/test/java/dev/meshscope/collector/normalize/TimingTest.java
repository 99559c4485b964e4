package dev.meshscope.collector.normalize;

import static dev.meshscope.collector.normalize.TestEntry.ARRIVAL_MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.model.RequestColumns;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingTest {
  private static final long START_MICROS = micros(TestEntry.START);

  private final Timing timing = new Timing();

  @Test
  void endsAfterItsDurationInSecondsAndNanos() {
    ProtocolEntry entry = TestEntry.http().time(ProtocolEntry.DURATION, 1, 250_000_999).entry();
    assertThat(timing.read(entry, ARRIVAL_MICROS)).isNull();
    assertThat(timing.endMicros()).isEqualTo(START_MICROS + 1_250_000);
    assertThat(timing.durationNanos()).isEqualTo(1_250_000_999L);
    assertThat(timing.isLate()).isFalse();
  }

  @Test
  void takesTheLastByteToTheClientWhereThereIsNoDuration() {
    ProtocolEntry entry =
        TestEntry.http()
            .without(ProtocolEntry.DURATION)
            .time(ProtocolEntry.LAST_DOWNSTREAM_TX, 0, 7_000)
            .entry();
    assertThat(timing.read(entry, ARRIVAL_MICROS)).isNull();
    assertThat(timing.endMicros()).isEqualTo(START_MICROS + 7);
    assertThat(timing.durationNanos()).isEqualTo(7_000);
  }

  @Test
  void endsAtTheLastTimePresentAndHasNoDurationThen() {
    ProtocolEntry entry =
        TestEntry.http()
            .without(ProtocolEntry.DURATION)
            .time(ProtocolEntry.FIRST_EVENT, 0, 9_000)
            .time(ProtocolEntry.FIRST_EVENT + 1, 0, 4_000)
            .entry();
    assertThat(timing.read(entry, ARRIVAL_MICROS)).isNull();
    assertThat(timing.endMicros()).isEqualTo(START_MICROS + 9);
    assertThat(timing.durationNanos()).isEqualTo(RequestColumns.NO_DURATION);
  }

  @Test
  void endsAtItsStartWhereThereIsNoOtherTime() {
    ProtocolEntry entry = TestEntry.http().without(ProtocolEntry.DURATION).entry();
    assertThat(timing.read(entry, ARRIVAL_MICROS)).isNull();
    assertThat(timing.endMicros()).isEqualTo(START_MICROS);
  }

  @Test
  void rejectsAnEntryWithoutStart() {
    ProtocolEntry entry = TestEntry.http().without(ProtocolEntry.START).entry();
    assertThat(timing.read(entry, ARRIVAL_MICROS)).isEqualTo(Rejected.NO_START_TIME);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void rejectsNegativeTimes(int time) {
    assertThat(timing.read(TestEntry.http().time(time, -1, 0).entry(), ARRIVAL_MICROS))
        .isEqualTo(Rejected.NEGATIVE_DURATION);
    assertThat(timing.read(TestEntry.http().time(time, 0, -1).entry(), ARRIVAL_MICROS))
        .isEqualTo(Rejected.NEGATIVE_DURATION);
  }

  @Test
  void acceptsEndsFrom48HoursBeforeToFiveMinutesAfterTheArrival() {
    assertThat(endingAt(Duration.ofDays(-2))).isNull();
    assertThat(endingAt(Duration.ofDays(-2).minusNanos(1_000)))
        .isEqualTo(Rejected.TIME_OUT_OF_RANGE);
    assertThat(endingAt(Duration.ofMinutes(5))).isNull();
    assertThat(endingAt(Duration.ofMinutes(5).plusNanos(1_000)))
        .isEqualTo(Rejected.TIME_OUT_OF_RANGE);
    assertThat(endingAt(Duration.ofDays(365))).isEqualTo(Rejected.TIME_OUT_OF_RANGE);
  }

  @Test
  void acceptsALongConnectionThatBeganBeforeTheRange() {
    Instant arrival = Instant.ofEpochSecond(0, ARRIVAL_MICROS * 1_000);
    ProtocolEntry entry =
        TestEntry.tcp()
            .startedAt(arrival.minus(Duration.ofDays(90)))
            .time(ProtocolEntry.DURATION, Duration.ofDays(90).toSeconds(), 0)
            .entry();
    assertThat(timing.read(entry, ARRIVAL_MICROS)).isNull();
    assertThat(timing.endMicros()).isEqualTo(ARRIVAL_MICROS);
  }

  @Test
  void rejectsTimesThatAreNone() {
    assertThat(read(TestEntry.http().time(ProtocolEntry.START, Long.MAX_VALUE, 0)))
        .isEqualTo(Rejected.TIME_OUT_OF_RANGE);
    assertThat(read(TestEntry.http().time(ProtocolEntry.START, -5, 0)))
        .isEqualTo(Rejected.TIME_OUT_OF_RANGE);
    assertThat(read(TestEntry.http().time(ProtocolEntry.START, 0, 1_000_000_000)))
        .isEqualTo(Rejected.TIME_OUT_OF_RANGE);
    assertThat(read(TestEntry.http().time(ProtocolEntry.DURATION, Long.MAX_VALUE, 999_999_999)))
        .isEqualTo(Rejected.TIME_OUT_OF_RANGE);
    assertThat(read(TestEntry.http().time(ProtocolEntry.FIRST_EVENT, 0, 1_000_000_000)))
        .isEqualTo(Rejected.TIME_OUT_OF_RANGE);
  }

  @Test
  void isLateWhenItArrivesMoreThan30SecondsAfterItsEnd() {
    assertThat(endingAt(Duration.ofSeconds(-30))).isNull();
    assertThat(timing.isLate()).isFalse();
    assertThat(endingAt(Duration.ofSeconds(-30).minusNanos(1_000))).isNull();
    assertThat(timing.isLate()).isTrue();
  }

  private @Nullable Rejected read(TestEntry entry) {
    return timing.read(entry.entry(), ARRIVAL_MICROS);
  }

  private @Nullable Rejected endingAt(Duration afterArrival) {
    Instant arrival = Instant.ofEpochSecond(0, ARRIVAL_MICROS * 1_000);
    return read(
        TestEntry.http().without(ProtocolEntry.DURATION).startedAt(arrival.plus(afterArrival)));
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }
}
