package dev.meshscope.queryapi.alert.measure;

import static java.util.Objects.requireNonNull;

import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.storage.read.Resolution;
import dev.meshscope.storage.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which stored windows answer a rule at a tick.
 *
 * <p>Up to an hour it is the finest windows that are still kept: 10 s for two days by default. The
 * first one is whole, the last one may go on after the tick. A longer window moves on only by
 * 1/{@value #STEPS} of its length (6 h by 30 s, 1 d by 2 min, 3 d by 6 min), so that it is read
 * anew that seldom: it ends at most that much, 0.14 % of its length, before the tick.
 */
final class RuleWindows {
  private static final int STEPS = 720;
  private static final Duration SHORT_MAX = Duration.ofHours(1);

  /** How long an answer about the same tick may be used again: reports may come after it. */
  private static final Duration KEPT = Duration.ofSeconds(5);

  /** How long people may be told the same about more than a day. */
  private static final Duration KEPT_LONG = Duration.ofSeconds(30);

  private static final Duration LONG_MIN = Duration.ofDays(1);

  private final Resolutions resolutions;

  RuleWindows(Resolutions resolutions) {
    this.resolutions = resolutions;
  }

  /** The window of that length that ends at the tick. */
  Window upTo(Instant tick, Duration length, Instant now) {
    Duration step = step(length);
    Instant end = roundDown(tick, step);
    return new Window(range(end.minus(length), end, now), end, kept(step));
  }

  /**
   * The same, but never behind the time, for questions of people about any time. It ends at the
   * next whole 10 s, so that those who ask within some seconds share what is read.
   */
  Window exactlyUpTo(Instant time, Duration length, Instant now) {
    Instant end = Resolution.TEN_SECONDS.roundUp(time);
    return between(end.minus(length), end, now);
  }

  /** Any time that people ask about, in whole stored windows. */
  Window between(Instant from, Instant to, Instant now) {
    TimeRange range = range(from, to, now);
    boolean isLong = Duration.between(from, to).compareTo(LONG_MIN) > 0;
    return new Window(range, range.to(), isLong ? KEPT_LONG : KEPT);
  }

  /**
   * The time before a window, without a gap and without a common moment: long ones in coarse
   * windows up to a step, and the rest in fine ones. Longer than asked by less than a step and a
   * stored window.
   */
  List<Window> before(Window window, Duration length, Instant now) {
    Instant end = window.range().from();
    Duration step = step(length);
    Resolution coarse = range(end.minus(length), end, now).resolution();
    Instant cut = coarse.roundDown(roundDown(end, step));
    Instant start = coarse.roundDown(cut.minus(length));
    List<Window> parts = new ArrayList<>();
    parts.add(new Window(new TimeRange(start, cut, coarse), cut, kept(step)));
    if (cut.isBefore(end)) {
      Resolution fine = finer(coarse, window.range().resolution());
      parts.add(new Window(new TimeRange(cut, end, fine), end, KEPT));
    }
    return parts;
  }

  /**
   * The windows that are left of a length up to a tick, where they are coarser than they were then
   * and would cover more than 1.2 times the length.
   */
  Optional<Resolution> tooCoarse(Instant tick, Duration length, Instant now) {
    Window left = upTo(tick, length, now);
    Resolution kept = left.range().resolution();
    boolean isCoarser = kept.compareTo(upTo(tick, length, tick).range().resolution()) > 0;
    return isCoarser && !left.isAbout(length) ? Optional.of(kept) : Optional.empty();
  }

  private TimeRange range(Instant from, Instant to, Instant now) {
    return Duration.between(from, to).compareTo(SHORT_MAX) <= 0
        ? resolutions.finest(from, to, now)
        : resolutions.range(from, to, now);
  }

  private static Resolution finer(Resolution one, Resolution other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static Duration step(Duration length) {
    return length.compareTo(SHORT_MAX) <= 0
        ? Duration.ZERO
        : Duration.ofSeconds(length.toSeconds() / STEPS);
  }

  private static Duration kept(Duration step) {
    return step.compareTo(KEPT) > 0 ? step : KEPT;
  }

  private static Instant roundDown(Instant time, Duration step) {
    if (step.isZero()) {
      return time;
    }
    long second = time.getEpochSecond();
    return Instant.ofEpochSecond(second - Math.floorMod(second, step.toSeconds()));
  }

  /**
   * A window as it is read.
   *
   * @param range the stored windows
   * @param end where it ends: within the last stored window, or at its end
   * @param kept how long its answer may be used again
   */
  record Window(TimeRange range, Instant end, Duration kept) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** What covers more than so many times its length is not what it is called. */
    private static final double COVERED_MAX = 1.2;

    Window {
      requireNonNull(range);
      requireNonNull(end);
      requireNonNull(kept);
    }

    /** Whether what it covers is at most 1.2 times that long. */
    boolean isAbout(Duration length) {
      long covered = Duration.between(range.from(), range.to()).toSeconds();
      return covered <= COVERED_MAX * length.toSeconds();
    }

    /** Seconds of it that have passed; not positive where it lies ahead. */
    double elapsedSeconds(Instant now) {
      Instant last = range.to().isBefore(now) ? range.to() : now;
      Duration elapsed = Duration.between(range.from(), last);
      return elapsed.getSeconds() + elapsed.getNano() / NANOS_PER_SECOND;
    }
  }
}
