package dev.meshscope.collector.receive.nginx;

import java.util.ArrayList;
import java.util.List;

/** A string of {@code log_format} taken apart: literal text and variables in turn. */
final class FormatText {
  /**
   * A part of the string.
   *
   * @param isVariable whether it is a variable, not literal text
   * @param text name of the variable without dollar, or the text
   */
  record Part(boolean isVariable, String text) {}

  private final String format;
  private final List<Part> parts = new ArrayList<>();
  private int at;

  private FormatText(String format) {
    this.format = format;
  }

  /**
   * Takes a string apart.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static List<Part> parts(String format) {
    return new FormatText(format).split();
  }

  private List<Part> split() {
    while (at < format.length()) {
      int dollar = format.indexOf('$', at);
      int end = dollar < 0 ? format.length() : dollar;
      if (end > at) {
        parts.add(new Part(false, format.substring(at, end)));
      }
      at = end;
      if (dollar >= 0) {
        parts.add(new Part(true, FormatNeeds.known(name())));
      }
    }
    return parts;
  }

  /** Reads {@code $name} or {@code ${name}}. */
  private String name() {
    int dollar = at;
    boolean isBraced = format.startsWith("${", at);
    int from = isBraced ? at + 2 : at + 1;
    int to = from;
    while (to < format.length() && isNamePart(format.charAt(to))) {
      to++;
    }
    boolean isOpen = isBraced && (to == format.length() || format.charAt(to) != '}');
    if (to == from || isOpen) {
      throw new IllegalArgumentException("has a $ without a name at character " + (dollar + 1));
    }
    at = isBraced ? to + 1 : to;
    return format.substring(from, to);
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
