package dev.meshscope.queryapi.alert.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The topic in memory; owned by whoever holds the lock on it. */
final class TopicView {
  private final int alertsMax;
  private final Map<String, GroupView> groups = new TreeMap<>();
  private int alerts;

  TopicView(int alertsMax) {
    this.alertsMax = alertsMax;
  }

  /**
   * Takes a record.
   *
   * @return whether there was room for it
   */
  boolean take(AlertRecord record) {
    switch (record) {
      case AlertRecord.State state -> {
        return take(state);
      }
      case AlertRecord.Progress progress ->
          keep(
              progress.group(),
              new GroupView(of(progress.group()), progress.evaluatedAt(), progress.unstoredFrom()));
      case AlertRecord.Lead _ -> {}
    }
    return true;
  }

  /** How many alerts there are. */
  int size() {
    return alerts;
  }

  /** A copy. */
  Map<String, GroupView> groups() {
    Map<String, GroupView> copy = new TreeMap<>();
    groups.forEach((name, group) -> copy.put(name, group.copy()));
    return copy;
  }

  GroupView group(String name) {
    return groups.getOrDefault(name, GroupView.NONE).copy();
  }

  List<Tracked> all() {
    List<Tracked> all = new ArrayList<>(alerts);
    groups.values().forEach(group -> all.addAll(group.alerts().values()));
    return all;
  }

  private boolean take(AlertRecord.State state) {
    GroupView group =
        groups.getOrDefault(state.group(), new GroupView(new TreeMap<>(), null, null));
    Tracked tracked = state.tracked();
    if (tracked == null) {
      alerts -= group.alerts().remove(state.fingerprint()) == null ? 0 : 1;
    } else if (alerts < alertsMax || group.alerts().containsKey(state.fingerprint())) {
      alerts += group.alerts().put(state.fingerprint(), tracked) == null ? 1 : 0;
    } else {
      return false;
    }
    keep(state.group(), group);
    return true;
  }

  private SortedMap<String, Tracked> of(String name) {
    GroupView group = groups.get(name);
    return group == null ? new TreeMap<>() : new TreeMap<>(group.alerts());
  }

  private void keep(String name, GroupView group) {
    if (group.isGone()) {
      groups.remove(name);
    } else {
      groups.put(name, group);
    }
  }
}
