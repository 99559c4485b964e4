package dev.meshscope.queryapi.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One alert of one rule: identified by its labels, as in Prometheus and Alertmanager.
 *
 * @param rule whose it is
 * @param labels at least {@code alertname}
 * @param annotations rendered
 * @param state where it stands
 * @param times since when
 * @param evidence why
 */
public record Alert(
    Rule rule,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    AlertState state,
    Times times,
    Evidence evidence) {
  public Alert {
    requireNonNull(rule);
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    requireNonNull(state);
    requireNonNull(times);
    requireNonNull(evidence);
  }

  /** 16 hexadecimal digits of the labels, as Alertmanager computes them. */
  public String fingerprint() {
    return Fingerprint.of(labels);
  }

  /**
   * Which rule.
   *
   * @param group its group's name
   * @param name the alert's name
   */
  public record Rule(String group, String name) {}

  /**
   * Times of the data, not of the wall clock: the same for everybody who evaluates.
   *
   * @param activeAt first evaluation at which the condition held
   * @param firingAt when it began to fire; null while pending
   * @param resolvedAt when it stopped; null before
   */
  public record Times(Instant activeAt, @Nullable Instant firingAt, @Nullable Instant resolvedAt) {}

  /**
   * What the latest evaluation saw.
   *
   * @param evaluatedAt the time that it was about
   * @param value of the condition; null where nothing could be computed
   * @param reportersShare part of the expected proxies that were heard, 0–1; null when none was
   *     expected
   * @param isFresh whether everything received before that time was stored
   * @param isHeld whether it fires only because the data was too incomplete to resolve it
   * @param edges ids of the edges concerned, by workload; at most 50
   */
  public record Evidence(
      Instant evaluatedAt,
      @Nullable Double value,
      @Nullable Double reportersShare,
      boolean isFresh,
      boolean isHeld,
      List<String> edges) {
    public Evidence {
      edges = List.copyOf(edges);
    }
  }
}
