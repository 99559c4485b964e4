package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Alerts that one receiver is told of together. They are of one rule group, so that whoever
 * evaluates it knows all of them.
 *
 * @param receiver who is told
 * @param ruleGroup whose rules
 * @param labels that all share
 */
record Group(String receiver, String ruleGroup, SortedMap<String, String> labels) {
  private static final int KEY_MAX = 1_024;

  Group {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  static Group of(String receiver, Alert alert, List<String> groupBy) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (String name : groupBy) {
      String value = alert.labels().get(name);
      if (value != null) {
        labels.put(name, value);
      }
    }
    return new Group(receiver, alert.rule().group(), labels);
  }

  /** In the form of Alertmanager's keys: the way to the receiver, a colon, the group's labels. */
  String key() {
    String key =
        "{}/{receiver=%s, group=%s}:{%s}"
            .formatted(
                quoted(receiver),
                quoted(ruleGroup),
                labels.entrySet().stream()
                    .map(label -> label.getKey() + "=" + quoted(label.getValue()))
                    .collect(Collectors.joining(", ")));
    String sane = Bodies.sane(key);
    return sane.length() <= KEY_MAX
        ? sane
        : Bodies.clip(sane, KEY_MAX) + Bodies.sha256(key).substring(0, 16);
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int index = 0; index < value.length(); index++) {
      char unit = value.charAt(index);
      switch (unit) {
        case '"', '\\' -> text.append('\\').append(unit);
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        default -> {
          if (Character.isISOControl(unit)) {
            text.append("\\u%04x".formatted((int) unit));
          } else {
            text.append(unit);
          }
        }
      }
    }
    return text.append('"').toString();
  }
}
