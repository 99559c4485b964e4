package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.runtime.config.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a template apart. */
final class TemplateParser {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  /** Between the braces, in characters. */
  private static final int ACTION_MAX = 256;

  private static final List<String> FUNCTIONS =
      List.of("humanize", "humanizePercentage", "humanizeDuration", "printf");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<label>\\$labels\\.\\w+)|(?<value>\\$value)(?!\\w)|(?<pipe>\\|)"
              + "|(?<word>\\w+)|\"(?<text>[^\"\\\\]*+(?:\\\\[\"\\\\][^\"\\\\]*+)*+)\")\\s*");
  private static final Pattern FORMAT =
      Pattern.compile(
          "(?<before>[^%]*+(?:%%[^%]*+)*+)%(?:\\.(?<digits>\\d))?(?<verb>\\w)(?<after>.*)");
  private static final Pattern LITERAL = Pattern.compile("[^%]*+(?:%%[^%]*+)*+");

  private TemplateParser() {}

  /** What was found. */
  sealed interface Result {
    /** A template. */
    record Good(List<Piece> pieces) implements Result {}

    /** Why it is none. */
    record Bad(String reason) implements Result {}
  }

  /** A part of a template. */
  sealed interface Piece {
    String render(Map<String, String> labels, double value);

    /** Stands there as it is. */
    record Text(String text) implements Piece {
      @Override
      public String render(Map<String, String> labels, double value) {
        return text;
      }
    }

    /** A label. */
    record Label(String name) implements Piece {
      @Override
      public String render(Map<String, String> labels, double value) {
        return labels.getOrDefault(name, "");
      }
    }

    /** The value, in some form. */
    record Value(TemplateFunction function) implements Piece {
      @Override
      public String render(Map<String, String> labels, double value) {
        return function.apply(value);
      }
    }
  }

  static Result parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
      pieces.add(new Piece.Text(text.substring(at, open)));
      int close = text.indexOf(CLOSE, open);
      if (close < 0) {
        return new Result.Bad("has {{ without }}");
      }
      switch (action(text.substring(open + OPEN.length(), close))) {
        case Result.Good good -> pieces.addAll(good.pieces());
        case Result.Bad bad -> {
          return bad;
        }
      }
      at = close + CLOSE.length();
    }
    pieces.add(new Piece.Text(text.substring(at)));
    return new Result.Good(pieces);
  }

  /** Either {@code $labels.x}, {@code $value | function}, or {@code function $value}. */
  private static Result action(String inside) {
    List<Token> tokens = inside.length() > ACTION_MAX ? List.of() : tokens(inside);
    if (tokens.isEmpty()) {
      return unknown(inside);
    }
    Token first = tokens.getFirst();
    if (first.kind() == Kind.LABEL && tokens.size() == 1) {
      return good(new Piece.Label(first.text()));
    }
    if (first.kind() == Kind.LABEL) {
      return new Result.Bad("pipes a label: functions take $value only");
    }
    if (first.kind() == Kind.VALUE && tokens.size() == 1) {
      return good(new Piece.Value(new TemplateFunction.Printf("", 'v', -1, "")));
    }
    if (first.kind() == Kind.VALUE && tokens.get(1).kind() == Kind.PIPE) {
      return call(inside, tokens.subList(2, tokens.size()));
    }
    if (first.kind() == Kind.WORD && tokens.getLast().kind() == Kind.VALUE) {
      return call(inside, tokens.subList(0, tokens.size() - 1));
    }
    return unknown(inside);
  }

  private static Result call(String inside, List<Token> tokens) {
    if (tokens.isEmpty() || tokens.getFirst().kind() != Kind.WORD) {
      return unknown(inside);
    }
    String name = tokens.getFirst().text();
    if (!FUNCTIONS.contains(name)) {
      return new Result.Bad(
          "has an unknown function "
              + FileProblems.cut(name)
              + Nearest.to(FileProblems.cut(name), FUNCTIONS)
                  .map(near -> "; did you mean " + near + "?")
                  .orElse("; there are " + String.join(", ", FUNCTIONS)));
    }
    if (name.equals("printf")) {
      return tokens.size() == 2 && tokens.get(1).kind() == Kind.TEXT
          ? printf(tokens.get(1).text())
          : badFormat();
    }
    if (tokens.size() != 1) {
      return unknown(inside);
    }
    return good(
        new Piece.Value(
            switch (name) {
              case "humanize" -> new TemplateFunction.Humanize();
              case "humanizePercentage" -> new TemplateFunction.HumanizePercentage();
              default -> new TemplateFunction.HumanizeDuration();
            }));
  }

  private static Result printf(String format) {
    Matcher matcher = FORMAT.matcher(format);
    if (!matcher.matches()
        || !LITERAL.matcher(matcher.group("after")).matches()
        || !"fegv".contains(matcher.group("verb"))) {
      return badFormat();
    }
    int digits = Optional.ofNullable(matcher.group("digits")).map(Integer::parseInt).orElse(-1);
    return good(
        new Piece.Value(
            new TemplateFunction.Printf(
                matcher.group("before").replace("%%", "%"),
                matcher.group("verb").charAt(0),
                digits,
                matcher.group("after").replace("%%", "%"))));
  }

  private static List<Token> tokens(String inside) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(inside);
    int at = 0;
    while (at < inside.length() && matcher.region(at, inside.length()).lookingAt()) {
      tokens.add(token(matcher));
      at = matcher.end();
    }
    return at == inside.length() ? tokens : List.of();
  }

  private static Token token(Matcher matcher) {
    String label = matcher.group("label");
    if (label != null) {
      return new Token(Kind.LABEL, label.substring(label.indexOf('.') + 1));
    }
    if (matcher.group("value") != null) {
      return new Token(Kind.VALUE, "");
    }
    if (matcher.group("pipe") != null) {
      return new Token(Kind.PIPE, "");
    }
    String word = matcher.group("word");
    return word == null
        ? new Token(Kind.TEXT, matcher.group("text").replaceAll("\\\\(.)", "$1"))
        : new Token(Kind.WORD, word);
  }

  private static Result good(Piece piece) {
    return new Result.Good(List.of(piece));
  }

  private static Result badFormat() {
    return new Result.Bad(
        "must have printf with one text with one of %f, %e, %g, %v, such as printf \"%.2f\"");
  }

  private static Result unknown(String inside) {
    return new Result.Bad(
        "has {{"
            + FileProblems.cut(inside)
            + "}}; there are {{ $labels.NAME }}, {{ $value }} and {{ $value | FUNCTION }} with "
            + String.join(", ", FUNCTIONS));
  }

  private enum Kind {
    LABEL,
    VALUE,
    PIPE,
    WORD,
    TEXT
  }

  private record Token(Kind kind, String text) {}
}
