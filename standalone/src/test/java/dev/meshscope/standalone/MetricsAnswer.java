package dev.meshscope.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of {@code /metrics}: values by name with labels.
 *
 * @param values as in the text, {@code name{label="value",…}}
 */
record MetricsAnswer(Map<String, Double> values) {
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z]\\S*(?:\\{.*})?) (\\S+)$");

  /** What a process says now. */
  static MetricsAnswer of(URI api) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(api.resolve("/metrics")).timeout(Duration.ofSeconds(30)).build();
      return parse(http.send(request, BodyHandlers.ofString()).body());
    }
  }

  private static MetricsAnswer parse(String page) {
    Map<String, Double> values = new TreeMap<>();
    Matcher samples = SAMPLE.matcher(page);
    while (samples.find()) {
      values.put(samples.group(1), Double.valueOf(samples.group(2)));
    }
    return new MetricsAnswer(values);
  }

  /** Names without labels; those of histograms without what each of their samples adds. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String sample : values.keySet()) {
      String name = sample.replaceFirst("\\{.*", "");
      names.add(name.replaceFirst("_seconds_(bucket|sum|count)$", "_seconds"));
    }
    return names;
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
    return sum(name, "");
  }

  /**
   * All samples of a name with that label; fails when there are none.
   *
   * @param label as in the text, {@code name="value"}; empty for any or none
   */
  long sum(String name, String label) {
    List<Map.Entry<String, Double>> samples =
        values.entrySet().stream()
            .filter(
                sample -> sample.getKey().equals(name) || sample.getKey().startsWith(name + "{"))
            .filter(sample -> sample.getKey().contains(label))
            .toList();
    if (samples.isEmpty()) {
      throw new AssertionError("no " + name + " with " + label + " in " + values.keySet());
    }
    return samples.stream().mapToLong(sample -> sample.getValue().longValue()).sum();
  }
}
