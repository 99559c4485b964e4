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
 * A format of plain text. Each value ends where the text that follows it begins: at its first
 * occurrence after which the next value can start. Values in quotes hold no quotes, because nginx
 * escapes them; the items of lists hold no spaces.
 */
final class TextFormat implements LineFormat {
  private static final List<String> LIST_SEPARATORS = List.of(", ", " : ");
  private static final int LOCAL_TIME_LENGTH = 26;

  /** What ingress-nginx writes unless it is told otherwise. */
  static final TextFormat INGRESS_NGINX =
      of(
          "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
              + " \"$http_referer\" \"$http_user_agent\" $request_length $request_time"
              + " [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr"
              + " $upstream_response_length $upstream_response_time $upstream_status $req_id");

  private final byte[] start;
  private final List<Field> fields;

  private TextFormat(byte[] start, List<Field> fields) {
    this.start = start;
    this.fields = fields;
  }

  /** What values of a variable look like. */
  private enum Shape {
    ANY,
    NUMBER,
    LOCAL_TIME,
    LIST
  }

  /** A value in a line. */
  private static final class Field {
    /** Null for one that is read over. */
    private final @Nullable Variable variable;

    private final Shape shape;

    /** The text that follows it, empty at the end of the line. */
    private final byte[] after;

    private Field(String name, String after) {
      variable = Variable.of(name);
      shape = shape(name);
      this.after = after.getBytes(UTF_8);
    }
  }

  /** Compiles the text of a {@code log_format}. */
  static TextFormat of(String format) {
    List<Part> parts = FormatText.parts(format);
    List<Field> fields = new ArrayList<>();
    Set<Variable> given = EnumSet.noneOf(Variable.class);
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.isVariable()) {
        String after = after(part, i + 1 < parts.size() ? parts.get(i + 1) : null);
        Field field = new Field(part.text(), after);
        fields.add(field);
        if (field.variable != null) {
          given.add(field.variable);
        }
      }
    }
    FormatNeeds.check(given);
    String start = parts.getFirst().isVariable() ? "" : parts.getFirst().text();
    return new TextFormat(start.getBytes(UTF_8), List.copyOf(fields));
  }

  @Override
  public Match scan(Line line) {
    byte[] bytes = line.bytes();
    int at = start.length;
    if (at > line.length() || !isAt(bytes, 0, start)) {
      return Match.NONE;
    }
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      int to = end(bytes, at, line.length(), i);
      if (to < 0) {
        return Match.NONE;
      }
      if (field.variable != null) {
        line.value(field.variable, at, to);
      }
      at = to + field.after.length;
    }
    return at == line.length() ? Match.WHOLE : Match.NONE;
  }

  private static String after(Part variable, @Nullable Part next) {
    if (next == null) {
      return "";
    }
    if (next.isVariable()) {
      throw new IllegalArgumentException(
          "has nothing between $%s and $%s, so that nobody can tell them apart"
              .formatted(variable.text(), next.text()));
    }
    boolean isAmbiguous =
        NginxVariables.isList(variable.text())
            && LIST_SEPARATORS.stream().anyMatch(next.text()::startsWith);
    if (isAmbiguous) {
      throw new IllegalArgumentException(
          "has \"%s\" after the list $%s, whose items are separated by it"
              .formatted(next.text(), variable.text()));
    }
    return next.text();
  }

  private static Shape shape(String name) {
    if (NginxVariables.isList(name)) {
      return Shape.LIST;
    }
    return switch (name) {
      case "time_local" -> Shape.LOCAL_TIME;
      case "status", "msec", "request_time", "request_length", "bytes_sent", "body_bytes_sent" ->
          Shape.NUMBER;
      default -> Shape.ANY;
    };
  }

  /** Where the value of a field ends that starts here; negative if it never does. */
  private int end(byte[] bytes, int from, int to, int index) {
    Field field = fields.get(index);
    byte[] after = field.after;
    if (after.length == 0) {
      return to;
    }
    Shape next = index + 1 < fields.size() ? fields.get(index + 1).shape : Shape.ANY;
    int at = from;
    while (at <= to - after.length) {
      int separator = field.shape == Shape.LIST ? Lists.separatorLength(bytes, at, to) : 0;
      if (separator > 0) {
        at += separator;
      } else if (isAt(bytes, at, after) && fits(next, bytes, at + after.length, to)) {
        return at;
      } else {
        at++;
      }
    }
    return -1;
  }

  private static boolean fits(Shape shape, byte[] bytes, int at, int to) {
    return switch (shape) {
      case ANY, LIST -> true;
      case NUMBER -> at < to && (Decimals.isDigit(bytes[at]) || bytes[at] == '-');
      case LOCAL_TIME ->
          at + LOCAL_TIME_LENGTH <= to && bytes[at + 2] == '/' && bytes[at + 6] == '/';
    };
  }

  private static boolean isAt(byte[] bytes, int at, byte[] text) {
    return text.length == 0
        || (bytes[at] == text[0]
            && Arrays.equals(bytes, at, at + text.length, text, 0, text.length));
  }
}
