package dev.meshscope.model;

import java.util.Arrays;
import java.util.Optional;

/** A closed list of values: on the wire a value is its ordinal, everywhere else its text. */
public interface Named {
  /** The value as tables, answers and parameters spell it. */
  String text();

  /** The value's number on the wire. */
  @SuppressWarnings("EnumOrdinal") // The lists are append-only, so that ordinals stay.
  default int wire() {
    return ((Enum<?>) this).ordinal();
  }

  /** The value of that text; empty where there is none. */
  static <E extends Enum<E> & Named> Optional<E> ofText(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> value.text().equals(text))
        .findFirst();
  }

  /** The value of that ordinal. */
  static <E extends Enum<E> & Named> E ofWire(Class<E> type, long ordinal)
      throws WireFormatException {
    E[] values = type.getEnumConstants();
    if (ordinal < 0 || ordinal >= values.length) {
      throw new WireFormatException("no " + type.getSimpleName() + " has number " + ordinal);
    }
    return values[(int) ordinal];
  }
}
