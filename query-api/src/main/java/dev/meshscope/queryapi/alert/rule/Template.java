package dev.meshscope.queryapi.alert.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A text with places to fill in, in the words of Prometheus' templates: {@code {{ $labels.x }}},
 * {@code {{ $value }}}, and a pipe into {@code humanize}, {@code humanizePercentage}, {@code
 * humanizeDuration} or {@code printf "%.2f"}.
 *
 * @param text as written
 */
public record Template(String text) {
  /** Of a rendered text, in bytes of UTF-8: 4 KiB. */
  static final int RENDERED_MAX = 4096;

  /** Why a text is no template; empty where it is one. */
  public static Optional<String> check(String text) {
    return switch (TemplateParser.parse(text)) {
      case TemplateParser.Result.Good _ -> Optional.empty();
      case TemplateParser.Result.Bad bad -> Optional.of(bad.reason());
    };
  }

  /**
   * Fills the places in; an unknown label is the empty text. Cut behind {@value #RENDERED_MAX}
   * bytes; as written where it is no template.
   */
  public String render(Map<String, String> labels, double value) {
    return switch (TemplateParser.parse(text)) {
      case TemplateParser.Result.Good good -> render(good.pieces(), labels, value);
      case TemplateParser.Result.Bad _ -> cut(text);
    };
  }

  private static String render(
      List<TemplateParser.Piece> pieces, Map<String, String> labels, double value) {
    StringBuilder rendered = new StringBuilder();
    for (TemplateParser.Piece piece : pieces) {
      rendered.append(piece.render(labels, value));
      if (rendered.length() > RENDERED_MAX) {
        break; // at least a byte for each
      }
    }
    return cut(rendered.toString());
  }

  private static String cut(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length <= RENDERED_MAX) {
      return text;
    }
    int end = RENDERED_MAX;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--; // within a character
    }
    return new String(bytes, 0, end, UTF_8);
  }
}
