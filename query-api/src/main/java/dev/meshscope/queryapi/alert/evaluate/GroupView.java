package dev.meshscope.queryapi.alert.evaluate;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the topic knows of one group.
 *
 * @param alerts by fingerprint
 * @param evaluatedAt the last tick that was written; null before the first
 * @param unstoredFrom the first tick that must be looked at again; null where there is none
 */
record GroupView(
    SortedMap<String, Tracked> alerts,
    @Nullable Instant evaluatedAt,
    @Nullable Instant unstoredFrom) {
  static final GroupView NONE = new GroupView(new TreeMap<>(), null, null);

  GroupView copy() {
    return new GroupView(new TreeMap<>(alerts), evaluatedAt, unstoredFrom);
  }

  boolean isGone() {
    return alerts.isEmpty() && evaluatedAt == null;
  }
}
