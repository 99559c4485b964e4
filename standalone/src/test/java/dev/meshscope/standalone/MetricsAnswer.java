package dev.meshscope.standalone;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of {@code /metrics}: values by name with labels.
 *
 * @param values as in the text, {@code name{label="value",…}}
 */
record MetricsAnswer(Map<String, Double> values) {
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z]\\S*(?:\\{.*})?) (\\S+)$");

  static MetricsAnswer parse(String page) {
    Map<String, Double> values = new TreeMap<>();
    Matcher samples = SAMPLE.matcher(page);
    while (samples.find()) {
      values.put(samples.group(1), Double.valueOf(samples.group(2)));
    }
    return new MetricsAnswer(values);
  }

  /** The value of one sample; fails when there is none of that name and labels. */
  long value(String sample) {
    Double value = values.get(sample);
    if (value == null) {
      throw new AssertionError("no " + sample + " in " + values.keySet());
    }
    return value.longValue();
  }

  /** All samples of a name, whatever their labels. */
  long sum(String name) {
    return values.entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(name + "{"))
        .mapToLong(sample -> sample.getValue().longValue())
        .sum();
  }
}
