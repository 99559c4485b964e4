package dev.meshscope.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Numbers values in the order of their first use. */
final class Dictionary<T> {
  private final Map<T, Integer> indexes = new LinkedHashMap<>();

  int index(T value) {
    Integer index = indexes.get(value);
    if (index == null) {
      index = indexes.size();
      indexes.put(value, index);
    }
    return index;
  }

  Set<T> values() {
    return indexes.keySet();
  }
}
