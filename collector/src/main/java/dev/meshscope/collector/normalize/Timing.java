package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.model.RequestColumns;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a request ended and how long it took. End = start + duration, else start + the last time
 * that is present. Duration = {@code duration}, else {@code time_to_last_downstream_tx_byte}. One
 * owner, reused.
 */
final class Timing {
  private static final long PAST_MICROS_MAX = TimeUnit.HOURS.toMicros(48);
  private static final long FUTURE_MICROS_MAX = TimeUnit.MINUTES.toMicros(5);
  private static final long LATE_MICROS = TimeUnit.SECONDS.toMicros(30);
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  /** Beyond any clock that agrees with ours (the year 2096), and far from overflow. */
  private static final long SECONDS_MAX = 4_000_000_000L;

  private long endMicros;
  private long durationNanos;
  private long lastedNanos;
  private boolean isLate;

  /** Reads the times; null when they are usable, and then the accessors hold. */
  @Nullable Rejected read(ProtocolEntry entry, long arrivalMicros) {
    Rejected rejected = times(entry);
    if (rejected != null) {
      return rejected;
    }
    endMicros =
        entry.seconds(ProtocolEntry.START) * MICROS_PER_SECOND
            + (entry.nanos(ProtocolEntry.START) + lastedNanos) / NANOS_PER_MICRO;
    long age = arrivalMicros - endMicros;
    if (age > PAST_MICROS_MAX || age < -FUTURE_MICROS_MAX) {
      return Rejected.TIME_OUT_OF_RANGE;
    }
    isLate = age > LATE_MICROS;
    return null;
  }

  /**
   * Reads the times of an entry about a stream that goes on. Nothing in it says when it was
   * written: its arrival counts as that, however long ago the stream began.
   */
  @Nullable Rejected readOpen(ProtocolEntry entry, long arrivalMicros) {
    Rejected rejected = times(entry);
    if (rejected == null && startMicros(entry) - arrivalMicros > FUTURE_MICROS_MAX) {
      return Rejected.TIME_OUT_OF_RANGE;
    }
    endMicros = arrivalMicros;
    return rejected;
  }

  private @Nullable Rejected times(ProtocolEntry entry) {
    if (!entry.hasTime(ProtocolEntry.START)) {
      return Rejected.NO_START_TIME;
    }
    if (!isTime(entry.seconds(ProtocolEntry.START), entry.nanos(ProtocolEntry.START))) {
      return Rejected.TIME_OUT_OF_RANGE;
    }
    long last = 0;
    for (int time = ProtocolEntry.FIRST_EVENT; time < ProtocolEntry.TIMES; time++) {
      if (entry.hasTime(time)) {
        long seconds = entry.seconds(time);
        int nanos = entry.nanos(time);
        if (seconds < 0 || nanos < 0) {
          return Rejected.NEGATIVE_DURATION;
        }
        if (!isTime(seconds, nanos)) {
          return Rejected.TIME_OUT_OF_RANGE;
        }
        last = Math.max(last, seconds * NANOS_PER_SECOND + nanos);
      }
    }
    durationNanos = duration(entry);
    lastedNanos = entry.hasTime(ProtocolEntry.DURATION) ? durationNanos : last;
    return null;
  }

  /** End of the request, microseconds since the epoch. */
  long endMicros() {
    return endMicros;
  }

  /** Nanoseconds, or {@link RequestColumns#NO_DURATION}. */
  long durationNanos() {
    return durationNanos;
  }

  /** From the start to the end, nanoseconds. */
  long lastedNanos() {
    return lastedNanos;
  }

  /** Whether the end lies more than 30 s before the arrival. */
  boolean isLate() {
    return isLate;
  }

  private static long duration(ProtocolEntry entry) {
    if (entry.hasTime(ProtocolEntry.DURATION)) {
      return nanos(entry, ProtocolEntry.DURATION);
    }
    return entry.hasTime(ProtocolEntry.LAST_DOWNSTREAM_TX)
        ? nanos(entry, ProtocolEntry.LAST_DOWNSTREAM_TX)
        : RequestColumns.NO_DURATION;
  }

  private static long nanos(ProtocolEntry entry, int time) {
    return entry.seconds(time) * NANOS_PER_SECOND + entry.nanos(time);
  }

  /** When a usable entry began, microseconds since the epoch. */
  static long startMicros(ProtocolEntry entry) {
    return entry.seconds(ProtocolEntry.START) * MICROS_PER_SECOND
        + entry.nanos(ProtocolEntry.START) / NANOS_PER_MICRO;
  }

  private static boolean isTime(long seconds, int nanos) {
    return seconds >= 0 && seconds <= SECONDS_MAX && nanos >= 0 && nanos < NANOS_PER_SECOND;
  }
}
