package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.collector.receive.nginx.FormatText.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A format of one JSON object per line, whose values are one variable each. Keys may come in any
 * order, and keys that are not described are read over; a line of nginx has its keys in the order
 * of the format, so that each is looked for where the last one was found.
 */
final class JsonFormat implements LineFormat {
  /** Our own format: each key is the name of its variable. */
  static final JsonFormat BY_NAME = byName();

  private final byte[][] keys;
  private final Variable[] variables;

  private JsonFormat(List<Key> described) {
    keys = described.stream().map(key -> key.name().getBytes(UTF_8)).toArray(byte[][]::new);
    variables = described.stream().map(Key::variable).toArray(Variable[]::new);
  }

  /**
   * What a key stands for.
   *
   * @param name the key, without escapes
   * @param variable whose value it has
   */
  private record Key(String name, Variable variable) {}

  private static JsonFormat byName() {
    List<Key> described = new ArrayList<>();
    for (String name : Variable.allNames()) {
      Variable variable = Variable.of(name);
      if (variable != null) {
        described.add(new Key(name, variable));
      }
    }
    return new JsonFormat(described);
  }

  /** Compiles a JSON object of key → variable. */
  static JsonFormat described(String format) {
    List<Key> described = new ArrayList<>();
    Set<Variable> given = EnumSet.noneOf(Variable.class);
    byte[] bytes = format.getBytes(UTF_8);
    JsonObject object = new JsonObject();
    object.over(bytes, 0, bytes.length);
    while (object.next()) {
      String key = text(bytes, object.keyFrom(), object.keyTo());
      Variable variable = variable(key, text(bytes, object.valueFrom(), object.valueTo()));
      if (variable != null) {
        described.add(new Key(key, variable));
        given.add(variable);
      }
    }
    if (!object.isWhole()) {
      throw new IllegalArgumentException(
          "begins with { but is no flat JSON object of texts; it cannot be read behind key \"%s\""
              .formatted(text(bytes, object.keyFrom(), object.keyTo())));
    }
    FormatNeeds.check(given);
    return new JsonFormat(described);
  }

  @Override
  public Match scan(Line line) {
    JsonObject object = line.object();
    if (!object.begins()) {
      return Match.NONE;
    }
    byte[] bytes = line.bytes();
    int expected = 0;
    while (object.next()) {
      int found = find(bytes, object.keyFrom(), object.keyTo(), expected);
      if (found >= 0) {
        line.value(variables[found], object.valueFrom(), object.valueTo());
        expected = found + 1;
      }
    }
    if (!object.isWhole()) {
      return Match.BROKEN;
    }
    return FormatNeeds.areMet(line) ? Match.WHOLE : Match.NONE;
  }

  /** The described key that stands there, looked for from the expected one on; -1 if none. */
  private int find(byte[] bytes, int from, int to, int expected) {
    for (int i = 0; i < keys.length; i++) {
      int index = expected + i < keys.length ? expected + i : expected + i - keys.length;
      byte[] key = keys[index];
      if (key.length == to - from && Arrays.equals(bytes, from, to, key, 0, key.length)) {
        return index;
      }
    }
    return -1;
  }

  private static @Nullable Variable variable(String key, String value) {
    if (value.indexOf('$') < 0) {
      Variable constant = Variable.of(key);
      return constant == Variable.CONTROLLER_NAMESPACE ? constant : null;
    }
    List<Part> parts = FormatText.parts(value);
    if (parts.size() != 1) {
      throw new IllegalArgumentException(
          "has more than one variable as the value of \"%s\": \"%s\"".formatted(key, value));
    }
    return Variable.of(parts.getFirst().text());
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, UTF_8).strip();
  }
}
