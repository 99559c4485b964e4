package dev.meshscope.collector.normalize;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What a proxy says of itself when it opens a stream; absent text is empty.
 *
 * @param id the node's id, in Istio {@code <type>~<ip>~<pod>.<namespace>~<domain>}
 * @param cluster the node's cluster in Envoy's sense, a label
 * @param metadata the metadata values that are texts
 * @param labels the pod's labels, from metadata {@code LABELS}
 */
public record NodeDescription(
    String id, String cluster, Map<String, String> metadata, Map<String, String> labels) {
  /** A stream that says nothing. */
  public static final NodeDescription NONE = new NodeDescription("", "", Map.of(), Map.of());

  public NodeDescription {
    requireNonNull(id);
    requireNonNull(cluster);
    metadata = Map.copyOf(metadata);
    labels = Map.copyOf(labels);
  }

  /** The first of the metadata keys that has a text; empty when none has. */
  String text(String... keys) {
    return first(metadata, keys);
  }

  /** The first of the labels that has a text; empty when none has. */
  String label(String... keys) {
    return first(labels, keys);
  }

  private static String first(Map<String, String> texts, String... keys) {
    for (String key : keys) {
      String text = texts.getOrDefault(key, "");
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }
}
