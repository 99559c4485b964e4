package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Named;
import dev.meshscope.model.ServiceName;
import dev.meshscope.runtime.config.Nearest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads single values, each within its range. */
final class Values {
  static final int NAME_MAX = 253;
  static final int LABELS_MAX = 32;
  private static final int LABEL_VALUE_MAX = 1024;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,20}(\\.\\d{0,20})?|\\.\\d{1,20})([eE][+-]?\\d{1,3})?");
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,127}");
  private static final Pattern HOST = Pattern.compile("[.:]");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Values() {}

  static Optional<Duration> duration(YamlNode node, Duration least, Duration most) {
    Optional<String> text = node.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String range = DurationText.of(least) + " to " + DurationText.of(most);
    Optional<Duration> value = DurationText.parse(text.get());
    if (value.isEmpty()) {
      node.wrong(
          "must be a duration such as 30s, 5m, 1h30m or 7d, from "
              + range
              + ", is "
              + FileProblems.shown(text.get()));
      return Optional.empty();
    }
    if (value.get().compareTo(least) < 0 || value.get().compareTo(most) > 0) {
      node.wrong("must be from " + range + ", is " + FileProblems.cut(text.get()));
      return Optional.empty();
    }
    return value;
  }

  /** A number within a range. */
  static Optional<Double> number(YamlNode node, Range range) {
    Optional<String> text = node.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!NUMBER.matcher(text.get()).matches()) {
      node.wrong("must be a number " + range.text() + ", is " + FileProblems.shown(text.get()));
      return Optional.empty();
    }
    double value = Double.parseDouble(text.get());
    if (!range.contains(value)) {
      node.wrong("must be " + range.text() + ", is " + FileProblems.cut(text.get()));
      return Optional.empty();
    }
    return Optional.of(value);
  }

  static Optional<Long> whole(YamlNode node, long least, long most) {
    Optional<String> text = node.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (WHOLE.matcher(text.get()).matches()) {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return Optional.of(value);
      }
    }
    node.wrong(
        "must be a whole number from %d to %d, is %s"
            .formatted(least, most, FileProblems.cut(text.get())));
    return Optional.empty();
  }

  /** One of some words. */
  static Optional<String> word(YamlNode node, List<String> known) {
    Optional<String> text = node.text();
    if (text.isEmpty() || known.contains(text.get())) {
      return text;
    }
    String given = FileProblems.cut(text.get());
    node.wrong(
        "must be one of "
            + String.join(", ", known)
            + ", is "
            + FileProblems.shown(given)
            + Nearest.to(given, known).map(near -> "; did you mean " + near + "?").orElse(""));
    return Optional.empty();
  }

  static Optional<Entry> entry(YamlNode node) {
    List<String> known =
        Arrays.stream(Entry.values()).map(Entry::text).filter(text -> !text.isEmpty()).toList();
    return word(node, known).flatMap(text -> Named.ofText(Entry.class, text));
  }

  /** At least one cause. */
  static Set<Cause> causes(YamlNode node) {
    List<String> known =
        Arrays.stream(Cause.values())
            .filter(cause -> cause != Cause.NONE)
            .map(Cause::text)
            .toList();
    Set<Cause> causes = EnumSet.noneOf(Cause.class);
    List<YamlNode> elements = node.elements(known.size());
    if (elements.isEmpty()) {
      node.wrong("must have at least one cause; leave it out for every error");
    }
    for (YamlNode element : elements) {
      word(element, known)
          .flatMap(text -> Named.ofText(Cause.class, text))
          .filter(cause -> !causes.add(cause))
          .ifPresent(twice -> element.wrong("stands there twice"));
    }
    return causes;
  }

  /** A name as traffic has it: whether there is such a thing is not asked. */
  static Optional<String> name(YamlNode node) {
    return node.text()
        .filter(text -> {
          boolean isOne =
              !text.isBlank() && text.length() <= NAME_MAX && !CONTROL.matcher(text).find();
          if (!isOne) {
            node.wrong("must be a name of 1 to " + NAME_MAX + " characters on one line");
          }
          return isOne;
        });
  }

  /** {@code namespace/name}; a host outside the mesh has no namespace, and no slash. */
  static Optional<ServiceName> service(YamlNode node) {
    Optional<String> text = name(node);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.get().split("/", -1);
    if (parts.length == 1 && HOST.matcher(parts[0]).find()) {
      return Optional.of(new ServiceName("", parts[0]));
    }
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      node.wrong(
          "must be namespace/name, or a host outside the mesh such as api.example.com, is "
              + FileProblems.shown(text.get()));
      return Optional.empty();
    }
    return Optional.of(new ServiceName(parts[0], parts[1]));
  }

  /** {@code namespace/workload}. */
  static Optional<String> workload(YamlNode node) {
    return name(node)
        .filter(text -> {
          String[] parts = text.split("/", -1);
          boolean isOne = parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty();
          if (!isOne) {
            node.wrong("must be namespace/workload, is " + FileProblems.shown(text));
          }
          return isOne;
        });
  }

  /** Labels for alerts; a template is none. */
  static Map<String, String> labels(YamlNode node) {
    Map<String, String> labels = new TreeMap<>();
    named(node)
        .forEach((name, member) ->
            member
                .text()
                .filter(value -> isLabelValue(name, value, member))
                .ifPresent(value -> labels.put(name, value)));
    return labels;
  }

  private static boolean isLabelValue(String name, String value, YamlNode node) {
    if (name.equals("alertname")) {
      node.wrong("is the name of the rule: write alert");
      return false;
    }
    if (value.contains("{{")) {
      node.wrong("must be a plain text: labels tell alerts apart, templates are for annotations");
      return false;
    }
    if (value.length() > LABEL_VALUE_MAX) {
      node.wrong("must have at most " + LABEL_VALUE_MAX + " characters");
      return false;
    }
    return true;
  }

  static Map<String, Template> annotations(YamlNode node) {
    Map<String, Template> annotations = new TreeMap<>();
    named(node)
        .forEach((name, member) ->
            member
                .text()
                .ifPresent(text -> {
                  Template.check(text).ifPresent(member::wrong);
                  annotations.put(name, new Template(text));
                }));
    return annotations;
  }

  private static Map<String, YamlNode> named(YamlNode node) {
    Map<String, YamlNode> members = node.freeMembers();
    if (members.size() > LABELS_MAX) {
      node.wrong("has " + members.size() + " names, at most " + LABELS_MAX + " are allowed");
      return Map.of();
    }
    members.forEach((name, member) -> {
      if (!LABEL_NAME.matcher(name).matches() || name.startsWith("__")) {
        member.wrong("must be named with letters, digits and _, not beginning with a digit or __");
      }
    });
    return members;
  }

  /**
   * From one number to another.
   *
   * @param isLeastIn whether the least belongs to it
   * @param isMostIn whether the most belongs to it
   */
  record Range(double least, boolean isLeastIn, double most, boolean isMostIn) {
    /** Both ends belong to it. */
    static Range closed(double least, double most) {
      return new Range(least, true, most, true);
    }

    /** Neither end does. */
    static Range open(double least, double most) {
      return new Range(least, false, most, false);
    }

    boolean contains(double value) {
      return (isLeastIn ? value >= least : value > least)
          && (isMostIn ? value <= most : value < most);
    }

    String text() {
      if (isLeastIn && isMostIn) {
        return "from " + plain(least) + " to " + plain(most);
      }
      return (isLeastIn ? "at least " : "above ")
          + plain(least)
          + " and "
          + (isMostIn ? "at most " : "below ")
          + plain(most);
    }
  }

  /** A number without exponent, in as few digits as say it. */
  static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
