package dev.meshscope.collector.receive.otlp;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Export requests in JSON, as the protocol's own examples write them. */
final class SampleJson {
  private SampleJson() {}

  /** So many log records, or else spans, of one sidecar. */
  static String of(boolean isLogs, Instant start, int records) {
    String record = isLogs ? log(start) : span(start);
    String all = Stream.generate(() -> record).limit(records).collect(Collectors.joining(","));
    String message =
        isLogs
            ? "{\"resourceLogs\":[{\"resource\":{},\"scopeLogs\":[{\"logRecords\":[%s]}]}]}"
            : "{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[{\"spans\":[%s]}]}]}";
    return message.formatted(all);
  }

  private static String log(Instant start) {
    return "{\"timeUnixNano\":\"%d\",\"severityNumber\":9,\"attributes\":[%s]}"
        .formatted(SampleRecords.nanos(start), attributes(SampleRecords.outbound()));
  }

  private static String span(Instant start) {
    long nanos = SampleRecords.nanos(start);
    return """
    {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","kind":3,\
    "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[%s]}\
    """
        .formatted(nanos, nanos + 4_500_000, attributes(SampleRecords.spanTags()));
  }

  private static String attributes(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(attribute ->
            "{\"key\":\"%s\",\"value\":{\"stringValue\":\"%s\"}}"
                .formatted(attribute.getKey(), attribute.getValue()))
        .collect(Collectors.joining(","));
  }
}
