package dev.meshscope.queryapi.http;

import dev.meshscope.model.Named;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.queryapi.query.RangeLimits;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.Steps;
import dev.meshscope.queryapi.query.TrafficQuestion;
import dev.meshscope.storage.read.TimeRange;
import dev.meshscope.storage.read.TrafficFilter;
import dev.meshscope.storage.read.View;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the parameters that every question about traffic has. */
final class TrafficParameters {
  /** The names of all of them. */
  static final List<String> NAMES =
      List.of("from", "to", "namespace", "cluster", "reporter", "class", "subset");

  private static final Duration USUAL_LENGTH = Duration.ofMinutes(15);
  private static final String ALL_CLASSES = "all";

  private final String tenant;
  private final RangeLimits limits;
  private final Resolutions resolutions;

  TrafficParameters(String tenant, RangeLimits limits, Resolutions resolutions) {
    this.tenant = tenant;
    this.limits = limits;
    this.resolutions = resolutions;
  }

  /**
   * The question; what is wrong with it is noted at the parameters.
   *
   * @param usualClasses what counts unless it is asked for
   */
  TrafficQuestion question(Parameters parameters, Instant now, Set<TrafficClass> usualClasses) {
    TrafficFilter filter =
        new TrafficFilter(
            tenant,
            range(parameters, now),
            classes(parameters, usualClasses),
            parameters.names("namespace"),
            parameters.names("cluster"),
            parameters.many("subset"));
    return new TrafficQuestion(filter, parameters.choice("reporter", View.BEST), now);
  }

  /** The length of the points of a series over that range. */
  Duration step(Parameters parameters, TimeRange range) {
    Duration usual = Steps.usual(range);
    Optional<String> text = parameters.one("step");
    if (text.isEmpty()) {
      return usual;
    }
    Optional<Duration> step = TimeText.length(text.get());
    if (step.isEmpty()) {
      parameters.error("step", TimeText.LENGTHS + ", is " + Parameters.shown(text.get()));
      return usual;
    }
    String problem = problem(step.get(), range);
    if (!problem.isEmpty()) {
      parameters.error("step", problem);
      return usual;
    }
    return step.get();
  }

  private String problem(Duration step, TimeRange range) {
    String windows = range.resolution().text();
    if (!Steps.isWhole(step, range)) {
      return "must be a multiple of %s, the resolution of this range".formatted(windows);
    }
    long points = Steps.points(Duration.between(range.from(), range.to()), step);
    return points > limits.pointsMax()
        ? "gives %d points, at most %d are allowed".formatted(points, limits.pointsMax())
        : "";
  }

  private TimeRange range(Parameters parameters, Instant now) {
    Instant usual = now.minus(USUAL_LENGTH);
    int before = parameters.errors().size();
    Instant from = time(parameters, "from", now, usual);
    Instant to = time(parameters, "to", now, now);
    if (parameters.errors().size() > before) {
      return resolutions.range(usual, now, now);
    }
    if (!from.isBefore(to)) {
      parameters.error("from", "must be before to; the defaults are now-15m and now");
    } else if (from.isAfter(now)) {
      parameters.error("from", "must not lie ahead: nothing is known of the future");
    } else if (Duration.between(from, to).compareTo(limits.longest()) > 0) {
      parameters.error(
          "from", "must be at most %d days before to".formatted(limits.longest().toDays()));
    } else {
      return resolutions.range(from, to, now);
    }
    return resolutions.range(usual, now, now);
  }

  /** A time; what is wrong with it is noted. */
  static Instant time(Parameters parameters, String name, Instant now, Instant otherwise) {
    Optional<String> text = parameters.one(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    Optional<Instant> time = TimeText.time(text.get(), now);
    if (time.isEmpty()) {
      parameters.error(name, TimeText.TIMES + ", is " + Parameters.shown(text.get()));
    }
    return time.orElse(otherwise);
  }

  private static Set<TrafficClass> classes(Parameters parameters, Set<TrafficClass> usual) {
    Optional<String> text = parameters.one("class");
    if (text.isEmpty()) {
      return usual;
    }
    if (text.get().equals(ALL_CLASSES)) {
      return EnumSet.allOf(TrafficClass.class);
    }
    Set<TrafficClass> classes = EnumSet.noneOf(TrafficClass.class);
    for (String name : text.get().split(",", -1)) {
      Optional<TrafficClass> one = Named.ofText(TrafficClass.class, name);
      if (one.isEmpty()) {
        parameters.error(
            "class",
            "must be all or a comma list of %s, has %s"
                .formatted(Parameters.all(TrafficClass.class), Parameters.shown(name)));
        return usual;
      }
      classes.add(one.get());
    }
    return classes;
  }
}
