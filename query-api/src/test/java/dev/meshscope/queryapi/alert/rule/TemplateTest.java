package dev.meshscope.queryapi.alert.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus makes of the same templates. */
class TemplateTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.05, 0.05",
    "999999, 999999",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "-2.5, -2.5",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void printsValues(double value, String expected) {
    assertThat(render("{{ $value }}", value)).isEqualTo(expected);
    assertThat(render("{{$value|printf \"%v\"}}", value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "999.96, 1000",
    "999.4, 999.4",
    "1234567, 1.235M",
    "0.00123, 1.23m",
    "-1000, -1k",
    "1e27, 1000Y",
    "NaN, NaN",
    "Infinity, +Inf"
  })
  void humanizes(double value, String expected) {
    assertThat(render("{{ $value | humanize }}", value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.0512, 5.12%", "0, 0%", "1, 100%", "0.123456, 12.35%", "123.456, 1.235e+04%"})
  void humanizesPercentages(double value, String expected) {
    assertThat(render("{{ humanizePercentage $value }}", value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1s",
    "1.5, 1.5s",
    "59.9999, 60s",
    "60, 1m 0s",
    "5025, 1h 23m 45s",
    "86400, 1d 0h 0m 0s",
    "-86461, -1d 0h 1m 1s",
    "0.1, 100ms",
    "0.0000012, 1.2us",
    "NaN, NaN"
  })
  void humanizesDurations(double value, String expected) {
    assertThat(render("{{ $value | humanizeDuration }}", value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "%.2f, 14.404, 14.40",
    "%.0f, 2.5, 2",
    "%f, 0.5, 0.500000",
    "%.2f, -0.001, -0.00",
    "%.1e, 12345, 1.2e+04",
    "%e, 0, 0.000000e+00",
    "%.3g, 1234, 1.23e+03",
    "%.1f%%, 99.96, 100.0%"
  })
  void formats(String format, double value, String expected) {
    assertThat(render("{{ $value | printf \"" + format + "\" }}", value)).isEqualTo(expected);
  }

  @Test
  void fillsLabelsIn() {
    assertThat(new Template("{{ $labels.a }}/{{$labels.b}} is {").render(Map.of("a", "x"), 1))
        .isEqualTo("x/ is {");
  }

  @Test
  void escapesWithinFormats() {
    assertThat(render("{{ printf \"\\\"%.1f\\\" \\\\ \" $value }}", 1)).isEqualTo("\"1.0\" \\ ");
  }

  @Test
  void cutsWhatBecomesTooLong() {
    Template template = new Template("{{ $labels.a }}");
    String rendered = template.render(Map.of("a", "€".repeat(2000)), 1);
    assertThat(rendered).isEqualTo("€".repeat(1365));
    assertThat(rendered.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(Template.RENDERED_MAX);
    assertThat(new Template("{{ $labels.a }}".repeat(270)).render(Map.of("a", "b".repeat(1000)), 1))
        .hasSize(Template.RENDERED_MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ $value",
        "{{ }}",
        "{{ value }}",
        "{{ .Value }}",
        "{{ $labels }}",
        "{{ $labels.a | humanize }}",
        "{{ $value | }}",
        "{{ $value | humanise }}",
        "{{ $value | humanize | humanize }}",
        "{{ $value | humanize 1 }}",
        "{{ $value | printf }}",
        "{{ $value | printf \"%s\" }}",
        "{{ $value | printf \"%d\" }}",
        "{{ $value | printf \"%.2f %.2f\" }}",
        "{{ $value | printf \"none\" }}",
        "{{ printf $value }}",
        "{{ $value | \"%f\" }}",
        "{{ if $value }}x{{ end }}",
        "{{ $externalLabels.x }}",
        "{{ $valuex }}"
      })
  void refusesWhatItDoesNotKnow(String text) {
    assertThat(Template.check(text)).isPresent();
    assertThat(new Template(text).render(Map.of(), 1)).isEqualTo(text);
  }

  @Test
  void namesTheNearestFunction() {
    assertThat(Template.check("{{ $value | humanise }}").orElseThrow())
        .contains("did you mean humanize?");
  }

  @Test
  void bearsEndlessTexts() {
    String quotes = "{{ $value | printf \"" + "%%".repeat(100_000) + "%f\" }}";
    assertThat(Template.check(quotes)).isPresent();
    assertThat(Template.check("{{".repeat(100_000))).isPresent();
    assertThat(Template.check("{{ $value }}".repeat(10_000))).isEmpty();
  }

  private static String render(String text, double value) {
    assertThat(Template.check(text)).isEmpty();
    return new Template(text).render(Map.of(), value);
  }
}
