package dev.meshscope.runtime.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one type of value is read and written. A bounded type needs a range check in its record; a
 * free text takes anything.
 */
record ValueType(String name, Kind kind, Function<String, Object> parser) {
  enum Kind {
    TEXT,
    CHOICE,
    BOUNDED,
    SECRET
  }

  private static final Map<Type, ValueType> SIMPLE =
      Map.ofEntries(
          entry(String.class, "text", Kind.TEXT, text -> text),
          entry(Path.class, "path", Kind.TEXT, Path::of),
          entry(Secret.class, "secret", Kind.SECRET, Secret::of),
          entry(URI.class, "URL", Kind.CHOICE, ValueType::uri),
          entry(boolean.class, "true or false", Kind.CHOICE, ValueType::bool),
          entry(int.class, "integer", Kind.BOUNDED, text -> Math.toIntExact(integer(text))),
          entry(long.class, "integer", Kind.BOUNDED, ValueType::integer),
          entry(double.class, "number", Kind.BOUNDED, ValueType::number),
          entry(Duration.class, "duration", Kind.BOUNDED, Durations::parse),
          entry(DataSize.class, "size", Kind.BOUNDED, DataSize::parse));

  private static final Map<Type, Type> BOXED =
      Map.of(
          Integer.class, int.class,
          Long.class, long.class,
          Double.class, double.class,
          Boolean.class, boolean.class);

  /** The type of values of this Java type; none for a type that configuration does not know. */
  static Optional<ValueType> of(Type type) {
    if (type instanceof Class<?> enumeration && enumeration.isEnum()) {
      return Optional.of(choice(enumeration));
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list.getActualTypeArguments()[0] == String.class
          ? Optional.of(new ValueType("list of texts", Kind.TEXT, ValueType::list))
          : Optional.empty();
    }
    return Optional.ofNullable(SIMPLE.get(BOXED.getOrDefault(type, type)));
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  Object parse(String text) {
    try {
      return parser.apply(text);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is beyond the range of its type", e);
    }
  }

  /** The canonical written form; nothing for an absent value. */
  static String render(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Optional<?> optional -> render(optional.orElse(null));
      case Duration duration -> Durations.render(duration);
      case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(","));
      case Enum<?> constant -> written(constant);
      case URI uri -> withoutPassword(uri);
      default -> value.toString();
    };
  }

  private static Map.Entry<Type, ValueType> entry(
      Class<?> type, String name, Kind kind, Function<String, Object> parser) {
    return Map.entry(type, new ValueType(name, kind, parser));
  }

  private static ValueType choice(Class<?> enumeration) {
    List<Enum<?>> constants =
        Arrays.stream(enumeration.getEnumConstants())
            .<Enum<?>>map(constant -> (Enum<?>) constant)
            .toList();
    String allowed = constants.stream().map(ValueType::written).collect(Collectors.joining(", "));
    Function<String, Object> parser =
        text ->
            constants.stream()
                .filter(constant -> written(constant).equals(dashed(text)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of " + allowed));
    return new ValueType("one of " + allowed, Kind.CHOICE, parser);
  }

  private static String written(Enum<?> constant) {
    return dashed(constant.name());
  }

  private static String dashed(String text) {
    return text.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long integer(String text) {
    try {
      return Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number", e);
    }
  }

  private static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static URI uri(String text) {
    try {
      var uri = URI.create(text);
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be a URL such as http://host:8123", e);
    }
    throw new IllegalArgumentException("must be a URL with its scheme, such as http://host:8123");
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static String withoutPassword(URI uri) {
    String user = uri.getRawUserInfo();
    if (user == null || user.indexOf(':') < 0) {
      return uri.toString();
    }
    String masked = user.substring(0, user.indexOf(':')) + ":****@";
    return uri.toString().replace(user + "@", masked);
  }
}
