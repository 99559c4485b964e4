package dev.meshscope.runtime.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes down the values of a record, key by key. */
final class Describer {
  private final Map<String, Raw> values;
  private final Map<String, Setting> settings;

  Describer(Map<String, Raw> values, Map<String, Setting> settings) {
    this.values = values;
    this.settings = settings;
  }

  /** Adds every key below the prefix; those of an absent record with an empty value. */
  void describe(Shape shape, @Nullable Record instance, String prefix) {
    for (var component : shape.components()) {
      String key = prefix + component.name();
      Object value = instance == null ? null : component.of(instance);
      switch (component.content()) {
        case Shape.Value leaf -> settings.put(key, setting(key, leaf.type(), value));
        case Shape.Nested nested -> describe(nested.shape(), record(value), key + ".");
      }
    }
  }

  private Setting setting(String key, ValueType type, @Nullable Object value) {
    Raw raw = values.get(key);
    var origin = raw == null ? Setting.Origin.DEFAULT : raw.origin();
    return new Setting(key, Shape.variable(key), type.name(), ValueType.render(value), origin);
  }

  private static @Nullable Record record(@Nullable Object value) {
    return (Record) (value instanceof Optional<?> optional ? optional.orElse(null) : value);
  }
}
