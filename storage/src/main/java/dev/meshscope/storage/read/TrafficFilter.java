package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.TrafficClass;
import java.util.List;
import java.util.Set;

/**
 * Which rows a question is about. An empty list filters nothing.
 *
 * @param tenant whose traffic
 * @param range when
 * @param classes which traffic classes, at least one
 * @param namespaces one end lies in one of them; a destination without a namespace of its own
 *     counts under its service's
 * @param clusters one end lies in one of them
 * @param subsets the subset that the client chose; the empty text means that it chose none
 */
public record TrafficFilter(
    String tenant,
    TimeRange range,
    Set<TrafficClass> classes,
    List<String> namespaces,
    List<String> clusters,
    List<String> subsets) {
  public TrafficFilter {
    requireNonNull(tenant);
    requireNonNull(range);
    classes = Set.copyOf(classes);
    namespaces = List.copyOf(namespaces);
    clusters = List.copyOf(clusters);
    subsets = List.copyOf(subsets);
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("no traffic class");
    }
  }
}
