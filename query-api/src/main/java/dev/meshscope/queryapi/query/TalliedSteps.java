package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectSeries;
import dev.meshscope.storage.read.SeriesStep;
import dev.meshscope.storage.read.TrafficScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Some traffic, added up over the whole range and step by step. */
final class TalliedSteps {
  private final TrafficQuestion question;
  private final Duration step;
  private final Tally total = new Tally();
  private final Map<Integer, Tally> tallies = new HashMap<>();

  private TalliedSteps(TrafficQuestion question, Duration step) {
    this.question = question;
    this.step = step;
  }

  static TalliedSteps read(
      ClickHouseReader reader, TrafficQuestion question, TrafficScope scope, Duration step)
      throws ReadException {
    TalliedSteps steps = new TalliedSteps(question, step);
    SelectSeries select = new SelectSeries(question.filter(), question.view(), scope, step);
    for (SeriesStep row : reader.read(select)) {
      steps.total.add(row.protocol(), row.sums());
      steps
          .tallies
          .computeIfAbsent(row.index(), absent -> new Tally())
          .add(row.protocol(), row.sums());
    }
    return steps;
  }

  Tally total() {
    return total;
  }

  LateShare lateShare() {
    LateShare late = new LateShare();
    late.add(total.late(), total.requests());
    return late;
  }

  /** Makes a point of each step. One without rows is told too; one that has not begun is not. */
  <T> List<T> points(Point<T> point) {
    List<T> points = new ArrayList<>();
    Instant to = question.range().to();
    Instant from = question.range().from();
    for (int index = 0; from.isBefore(to); index++) {
      Instant next = from.plus(step);
      Instant end = next.isBefore(to) ? next : to;
      double seconds = question.elapsedSeconds(from, end);
      Tally tally = tallies.getOrDefault(index, new Tally());
      if (seconds > 0 || tally.requests() > 0) {
        points.add(point.of(from, tally, seconds));
      }
      from = next;
    }
    return points;
  }

  /** Makes one point. */
  @FunctionalInterface
  interface Point<T> {
    /**
     * The point of a step.
     *
     * @param at its start
     * @param seconds of it that have passed
     */
    T of(Instant at, Tally tally, double seconds);
  }
}
