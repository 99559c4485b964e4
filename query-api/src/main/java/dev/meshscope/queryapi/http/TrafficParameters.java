package dev.meshscope.queryapi.http;

import dev.meshscope.model.Named;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.queryapi.alert.measure.ObjectivePeriod;
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
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String AT = "at";
  private static final String NOT_AHEAD = "must not lie ahead: nothing is known of the future";

  /** The names of all of them. */
  static final List<String> NAMES =
      List.of(FROM, TO, "namespace", "cluster", "reporter", "class", "subset");

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

  /** The time that objectives are asked about; what is wrong with it is noted. */
  ObjectivePeriod period(Parameters parameters, Instant now) {
    if (!parameters.isGiven(FROM) && !parameters.isGiven(TO)) {
      Instant at = time(parameters, AT, now, now);
      if (at.isAfter(now)) {
        parameters.error(AT, NOT_AHEAD);
      }
      return new ObjectivePeriod.OwnWindow(at);
    }
    if (parameters.isGiven(AT)) {
      parameters.error(AT, "is the end of each objective's own window: not with from or to");
    }
    if (!parameters.isGiven(FROM)) {
      parameters.error(FROM, "is needed with to");
      return new ObjectivePeriod.OwnWindow(now);
    }
    return span(parameters, now, now, "the default of to is now")
        .<ObjectivePeriod>map(span -> new ObjectivePeriod.Between(span.from(), span.to()))
        .orElse(new ObjectivePeriod.OwnWindow(now));
  }

  private TimeRange range(Parameters parameters, Instant now) {
    Instant usual = now.minus(USUAL_LENGTH);
    return span(parameters, now, usual, "the defaults are now-15m and now")
        .map(span -> resolutions.range(span.from(), span.to(), now))
        .orElseGet(() -> resolutions.range(usual, now, now));
  }

  /** From and to; empty where something is wrong with them. */
  private Optional<Span> span(
      Parameters parameters, Instant now, Instant usualFrom, String defaults) {
    int before = parameters.errors().size();
    Instant from = time(parameters, FROM, now, usualFrom);
    Instant to = time(parameters, TO, now, now);
    if (parameters.errors().size() > before) {
      return Optional.empty();
    }
    if (!from.isBefore(to)) {
      parameters.error(FROM, "must be before to; " + defaults);
    } else if (from.isAfter(now)) {
      parameters.error(FROM, NOT_AHEAD);
    } else if (Duration.between(from, to).compareTo(limits.longest()) > 0) {
      parameters.error(
          FROM, "must be at most %d days before to".formatted(limits.longest().toDays()));
    } else {
      return Optional.of(new Span(from, to));
    }
    return Optional.empty();
  }

  /** A time; what is wrong with it is noted. */
  private static Instant time(Parameters parameters, String name, Instant now, Instant otherwise) {
    Optional<String> text = parameters.one(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    Optional<Instant> time = TimeText.time(text.get(), now);
    if (time.isEmpty()) {
      parameters.error(name, TimeText.TIMES_IN_URL + ", is " + Parameters.shown(text.get()));
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

  /** From before to. */
  private record Span(Instant from, Instant to) {}
}
