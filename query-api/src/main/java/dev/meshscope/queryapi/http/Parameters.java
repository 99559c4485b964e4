package dev.meshscope.queryapi.http;

import dev.meshscope.model.Named;
import dev.meshscope.queryapi.http.Problem.ParameterError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The query parameters of one request. Whoever reads them gets a value in any case and notes what
 * is wrong, so that all problems are told at once. One owner, not thread-safe.
 */
final class Parameters {
  private static final int LENGTH_MAX = 253;
  private static final int SHOWN_MAX = 60;

  private final Map<String, List<String>> given;
  private final int valuesMax;
  private final List<ParameterError> errors = new ArrayList<>();

  /**
   * @param given all parameters with all their values
   * @param known the names that the resource knows
   * @param valuesMax how often one may be repeated
   */
  Parameters(Map<String, List<String>> given, Collection<String> known, int valuesMax) {
    this.given = given;
    this.valuesMax = valuesMax;
    given.keySet().stream()
        // A name is missing where two & stand side by side or one stands at the end.
        .filter(name -> !name.isEmpty() && !known.contains(name))
        .forEach(
            name -> error(cut(name), "is no parameter of this resource; it has " + listed(known)));
  }

  /** What was wrong so far, in the order in which it was found. */
  List<ParameterError> errors() {
    return List.copyOf(errors);
  }

  /** Notes what is wrong with a parameter; the detail says what is allowed. */
  void error(String parameter, String detail) {
    errors.add(new ParameterError(parameter, detail));
  }

  /** Whether there is a value, good or not. */
  boolean isGiven(String name) {
    return given.containsKey(name);
  }

  /** The value of a parameter that may be given once; empty when it is not given. */
  Optional<String> one(String name) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.size() > 1) {
      error(name, "may be given once, is given " + values.size() + " times");
      return Optional.empty();
    }
    return values.stream().findFirst();
  }

  /** The values of a parameter that may be repeated. */
  List<String> many(String name) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.size() > valuesMax) {
      error(name, "may be given at most " + valuesMax + " times");
      return List.of();
    }
    if (values.stream().anyMatch(value -> value.length() > LENGTH_MAX)) {
      error(name, "must have at most " + LENGTH_MAX + " characters");
      return List.of();
    }
    return values;
  }

  /** The values of a parameter that may be repeated but not be empty. */
  List<String> names(String name) {
    List<String> values = many(name);
    if (values.contains("")) {
      error(name, "must not be empty; leave it out to ask for all");
      return List.of();
    }
    return values;
  }

  /** A value out of a closed list. */
  <E extends Enum<E> & Named> E choice(String name, E otherwise) {
    return choice(name, otherwise.getDeclaringClass()).orElse(otherwise);
  }

  /** A value out of a closed list; empty when it is not given. */
  <E extends Enum<E> & Named> Optional<E> choice(String name, Class<E> type) {
    Optional<String> text = one(name);
    Optional<E> value = text.flatMap(given -> Named.ofText(type, given));
    if (text.isPresent() && value.isEmpty()) {
      error(name, "must be one of " + all(type) + ", is " + shown(text.get()));
    }
    return value;
  }

  /** A whole number from 1 on. */
  int number(String name, int otherwise, int max) {
    Optional<String> text = one(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    boolean isNumber = text.get().matches("[1-9][0-9]{0,8}");
    if (!isNumber || Integer.parseInt(text.get()) > max) {
      error(name, "must be a whole number from 1 to " + max + ", is " + shown(text.get()));
      return otherwise;
    }
    return Integer.parseInt(text.get());
  }

  /** All values of a closed list, for messages. */
  static <E extends Enum<E> & Named> String all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Named::text)
        .collect(Collectors.joining(", "));
  }

  /** A value as a message may repeat it: short, in quotes, without control characters. */
  static String shown(String value) {
    return "'" + cut(value) + "'";
  }

  private static String listed(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String cut(String text) {
    String cut = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
