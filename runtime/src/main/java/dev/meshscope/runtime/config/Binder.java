package dev.meshscope.runtime.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes records out of values by key, over their defaults; collects what is wrong. */
final class Binder {
  private final Map<String, Raw> values;
  private final List<String> problems;

  Binder(Map<String, Raw> values, List<String> problems) {
    this.values = values;
    this.problems = problems;
  }

  /** The record at a prefix; null only if it has a problem and nothing to stand in for it. */
  @Nullable Record bind(Shape shape, @Nullable Record defaults, String prefix) {
    var components = shape.components();
    var bound = new @Nullable Object[components.size()];
    var given = new ArrayList<Integer>();
    boolean isComplete = true;
    for (int i = 0; i < components.size(); i++) {
      var component = components.get(i);
      Object before = defaults == null ? null : component.of(defaults);
      bound[i] = value(component, before, prefix + component.name());
      isComplete &= bound[i] != null;
      if (!Objects.equals(bound[i], before)) {
        given.add(i);
      }
    }
    if (!isComplete || given.isEmpty()) {
      return defaults;
    }
    if (defaults != null && !holds(shape, bound)) {
      given.forEach(i -> checkAlone(shape, defaults, bound, i, prefix));
    }
    return create(shape, defaults, bound, prefix);
  }

  private @Nullable Object value(Shape.Component component, @Nullable Object before, String key) {
    Object inner = before instanceof Optional<?> optional ? optional.orElse(null) : before;
    Object value =
        switch (component.content()) {
          case Shape.Value leaf -> leaf(leaf.type(), inner, key, component.isOptional());
          case Shape.Nested nested -> nested(nested.shape(), inner, key, component.isOptional());
        };
    if (!component.isOptional()) {
      return value;
    }
    return before != null && Objects.equals(value, inner) ? before : Optional.ofNullable(value);
  }

  private @Nullable Object leaf(
      ValueType type, @Nullable Object before, String key, boolean isOptional) {
    Raw raw = values.get(key);
    if (raw == null) {
      if (before == null && !isOptional) {
        problems.add(key + ": is missing; set it, or " + Shape.variable(key));
      }
      return before;
    }
    try {
      return type.kind() == ValueType.Kind.SECRET ? secret(raw.text()) : type.parse(raw.text());
    } catch (IllegalArgumentException e) {
      String shown = type.kind() == ValueType.Kind.SECRET ? "" : ", is \"" + raw.text() + "\"";
      problems.add(key + " (" + raw.place() + "): " + e.getMessage() + shown);
      return before;
    }
  }

  private @Nullable Object nested(
      Shape shape, @Nullable Object before, String key, boolean isOptional) {
    boolean isGiven = values.keySet().stream().anyMatch(name -> name.startsWith(key + "."));
    if (isOptional && before == null && !isGiven) {
      return null;
    }
    Record defaults = before == null ? shape.defaults().orElse(null) : (Record) before;
    return bind(shape, defaults, key + ".");
  }

  private static boolean holds(Shape shape, @Nullable Object[] bound) {
    try {
      shape.create(bound);
      return true;
    } catch (IllegalArgumentException e) {
      return false; // told apart component by component, by the caller
    }
  }

  /** Tries one given value among the defaults, so that a refusal is its own; puts it back then. */
  private void checkAlone(
      Shape shape, Record defaults, @Nullable Object[] bound, int index, String prefix) {
    var alone = shape.components().stream().map(component -> component.of(defaults)).toArray();
    Object before = alone[index];
    alone[index] = bound[index];
    try {
      shape.create(alone);
    } catch (IllegalArgumentException e) {
      bound[index] = before;
      refuse(shape, shape.components().get(index).name(), prefix, e);
    }
  }

  private @Nullable Record create(
      Shape shape, @Nullable Record defaults, @Nullable Object[] bound, String prefix) {
    try {
      return shape.create(bound);
    } catch (IllegalArgumentException e) {
      String named = firstWord(e);
      boolean isComponent =
          shape.components().stream().anyMatch(component -> component.name().equals(named));
      refuse(shape, isComponent ? named : "", prefix, e);
      return defaults;
    }
  }

  private void refuse(Shape shape, String name, String prefix, IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    String text = firstWord(e).equals(name) ? message.substring(name.length()).strip() : message;
    String key = name.isEmpty() ? prefix.replaceAll("\\.$", "") : prefix + name;
    Raw raw = values.get(key);
    String place = raw == null ? "" : " (" + raw.place() + ")";
    problems.add((key.isEmpty() ? shape.type().getSimpleName() : key) + place + ": " + text);
  }

  private static String firstWord(IllegalArgumentException e) {
    return String.valueOf(e.getMessage()).split(" ", 2)[0];
  }

  private static Secret secret(String text) {
    if (!text.startsWith("@")) {
      return Secret.of(text);
    }
    try {
      return Secret.of(
          Files.readString(Path.of(text.substring(1)), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException("names a file that cannot be read: " + e.getMessage(), e);
    }
  }
}
