package dev.meshscope.runtime.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What a configuration record looks like: its components, and through them every key below it. */
record Shape(Class<? extends Record> type, List<Component> components) {

  /** A component of a record: a value or a record of its own, either of them perhaps optional. */
  record Component(RecordComponent component, boolean isOptional, Content content) {
    String name() {
      return component.getName();
    }

    /** Reads the component of a record. */
    @Nullable Object of(Record instance) {
      try {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        return accessor.invoke(instance);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }

  sealed interface Content {}

  record Value(ValueType type) implements Content {}

  record Nested(Shape shape) implements Content {}

  static Shape of(Class<? extends Record> type) {
    return new Shape(
        type, Arrays.stream(type.getRecordComponents()).map(Shape::component).toList());
  }

  /** Every key of the tree with the type of its value, in the order of the records. */
  SequencedMap<String, ValueType> keys() {
    var keys = new LinkedHashMap<String, ValueType>();
    collect("", keys);
    return keys;
  }

  /** The environment variable of a key: {@code kafka.linger} is {@code MESHSCOPE_KAFKA_LINGER}. */
  static String variable(String key) {
    return Environment.PREFIX
        + key.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The record's own {@code defaults()}, if it has that method. */
  Optional<Record> defaults() {
    try {
      var method = type.getDeclaredMethod("defaults");
      method.setAccessible(true);
      return Optional.of((Record) method.invoke(null));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("defaults() of " + type.getName() + " failed", e);
    }
  }

  /**
   * Makes the record.
   *
   * @throws IllegalArgumentException from its own checks
   */
  Record create(@Nullable Object[] values) {
    var types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("cannot make " + type.getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type.getName(), e);
    }
  }

  private void collect(String prefix, Map<String, ValueType> keys) {
    for (var component : components) {
      String key = prefix + component.name();
      switch (component.content()) {
        case Value value -> keys.put(key, value.type());
        case Nested nested -> nested.shape().collect(key + ".", keys);
      }
    }
  }

  private static Component component(RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      return new Component(
          component, true, content(component, optional.getActualTypeArguments()[0]));
    }
    return new Component(component, false, content(component, type));
  }

  private static Content content(RecordComponent component, Type type) {
    if (type instanceof Class<?> nested && nested.isRecord() && nested != DataSize.class) {
      return new Nested(of(nested.asSubclass(Record.class)));
    }
    return ValueType.of(type)
        .<Content>map(Value::new)
        .orElseThrow(() -> new IllegalStateException("configuration cannot hold " + component));
  }
}
