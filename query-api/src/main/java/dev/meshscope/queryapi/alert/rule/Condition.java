package dev.meshscope.queryapi.alert.rule;

import java.time.Duration;
import java.util.List;

/** What an alert rule says; the {@code expr} of a rule file. */
public sealed interface Condition {
  /** Names of the labels that it gives to each of its alerts. */
  default List<String> labelNames() {
    return switch (this) {
      case Threshold threshold -> threshold.selector().each().labelNames();
      case Appearance appearance ->
          appearance.kind() == Kind.EXTERNAL_HOST
              ? List.of("host")
              : Selector.Each.EDGE.labelNames();
      case BurnRate _, SilentProxies _, PipelineLag _ -> List.of();
    };
  }

  /**
   * How long a time without reports can hide that it holds: its window, of two the shorter, which
   * ends it; zero where it is about the tick alone.
   */
  default Duration window() {
    return switch (this) {
      case Threshold threshold -> threshold.over();
      case Appearance appearance -> appearance.over();
      case BurnRate burning -> burning.shortWindow();
      case SilentProxies _, PipelineLag _ -> Duration.ZERO;
    };
  }

  /** Whether it is about the present, and no tick. */
  default boolean isAboutThePresent() {
    return this instanceof PipelineLag;
  }

  /** Whether missing reports can make it hold: it is about too little of something. */
  default boolean holdsByLess() {
    return this instanceof Threshold threshold && !threshold.bound().isUpper();
  }

  /**
   * A signal beyond a bound.
   *
   * @param over the window, 10 s–31 d
   * @param requestsMin with fewer requests in the window it does not hold, 0 or more
   */
  record Threshold(Signal signal, Selector selector, Duration over, Bound bound, long requestsMin)
      implements Condition {}

  /**
   * The error budget of an objective burns faster than {@code factor} times its steady rate, over a
   * long and a short window.
   *
   * @param factor above 0
   * @param eventsMin with fewer bad requests in the long window it does not hold
   */
  record BurnRate(
      Objective objective, double factor, Duration longWindow, Duration shortWindow, long eventsMin)
      implements Condition {}

  /**
   * Something within {@code over} that was not there in {@code against} before it. Does not hold
   * while {@code against} lies before the first stored traffic.
   */
  record Appearance(Kind kind, Selector selector, Duration over, Duration against)
      implements Condition {}

  /**
   * More proxies silent than allowed.
   *
   * @param above 0 or more
   * @param over the window, 1 min–1 d
   */
  record SilentProxies(long above, Duration over) implements Condition {}

  /** What collectors received takes longer than this to be stored. */
  record PipelineLag(Duration above) implements Condition {}

  /**
   * A bound and its side.
   *
   * @param isUpper whether values above it are bad, else those below
   */
  record Bound(double value, boolean isUpper) {
    /** Whether a value is beyond it. */
    public boolean isPassedBy(double actual) {
      return isUpper ? actual > value : actual < value;
    }
  }

  /** What can appear. */
  enum Kind {
    /** An edge between workloads that carried nothing before. */
    EDGE,
    /** A host outside the mesh that was not called before. */
    EXTERNAL_HOST,
    /** Plaintext on an edge whose requests were all mutual TLS before. */
    PLAINTEXT
  }
}
