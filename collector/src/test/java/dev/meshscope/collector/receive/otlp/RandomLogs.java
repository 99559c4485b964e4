package dev.meshscope.collector.receive.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random records: known and unknown attributes in any order, some twice, with all kinds of values.
 */
final class RandomLogs {
  private static final List<String> TEXTS =
      List.of(
          "",
          "-",
          "0",
          "17",
          "200",
          "999999999999999999",
          "9999999999999999999",
          "-5",
          "UF,URX",
          "DC",
          "XYZ,UT,",
          "GET",
          "BREW",
          "HTTP/1.1",
          "HTTP/2",
          "HTTP/9",
          "DownstreamEnd",
          "TcpConnectionStart",
          "FutureKind",
          "10.0.1.7:9080",
          "[fd00::5]:9080",
          "fd00::5",
          "[fd00::5",
          "10.0.1.7:99999",
          "10.0.1.7:x",
          "envoy://connect_originate/10.0.1.7:9080",
          "/var/run/socket",
          "@abstract",
          "spiffe://cluster.local/ns/a/sa/b",
          "https://a.example,spiffe://cluster.local/ns/a/sa/b,spiffe://x/ns/c/sa/d",
          "https://a.example,https://b.example",
          "2026-11-25T14:48:55.428Z",
          "2026-11-25T14:48:55.428123Z",
          "9999-11-25T14:48:55Z",
          "yesterday",
          "outbound|9080|v1|reviews.bookinfo.svc.cluster.local",
          "ä€\uD83D\uDE00");

  private final Random random;
  private final List<String> keys = new ArrayList<>();

  RandomLogs(Random random) {
    this.random = random;
    for (LogAttribute attribute : LogAttribute.values()) {
      keys.add(attribute.key());
      keys.addAll(attribute.aliases());
    }
  }

  /** A record that is an access log, with random further attributes. */
  LogRecord log() {
    List<KeyValue> attributes = attributes();
    attributes.add(attribute("response_code"));
    attributes.add(attribute("response_flags"));
    Collections.shuffle(attributes, random);
    LogRecord.Builder log = LogRecord.newBuilder().addAllAttributes(attributes);
    if (random.nextInt(4) > 0) {
      log.setTimeUnixNano(random.nextBoolean() ? 1_795_618_135_428_783_000L : random.nextLong());
    }
    if (random.nextBoolean()) {
      log.setBody(value(0)).setTraceId(ByteString.copyFrom(new byte[16])).setSeverityText("INFO");
    }
    return log.build();
  }

  /** Attributes of a resource or record. */
  List<KeyValue> attributes() {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      boolean isKnown = random.nextInt(8) > 0;
      attributes.add(
          attribute(isKnown ? keys.get(random.nextInt(keys.size())) : "key" + random.nextInt(9)));
    }
    return attributes;
  }

  private KeyValue attribute(String key) {
    return KeyValue.newBuilder().setKey(key).setValue(value(0)).build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth > 2 ? 16 : 20)) {
      case 0 -> value.setIntValue(random.nextLong()).build();
      case 1 -> value.setIntValue(random.nextInt(1000)).build();
      case 2 -> value.setBoolValue(random.nextBoolean()).build();
      case 3 -> value.setDoubleValue(random.nextDouble() * 1000).build();
      case 4 -> value.setBytesValue(ByteString.copyFromUtf8("200")).build();
      case 5 -> value.build();
      case 16, 17 ->
          value.setArrayValue(ArrayValue.newBuilder().addValues(value(depth + 1))).build();
      case 18, 19 ->
          value
              .setKvlistValue(
                  KeyValueList.newBuilder()
                      .addValues(
                          KeyValue.newBuilder().setKey("response_code").setValue(value(depth + 1))))
              .build();
      default -> value.setStringValue(TEXTS.get(random.nextInt(TEXTS.size()))).build();
    };
  }

  /** A message of plausible logs: of two nodes, some as lines. */
  byte[] logs(Instant now) {
    List<LogRecord> logs = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> logs.add(SampleRecords.line(now, SampleLines.HTTP));
        case 1 -> logs.add(SampleRecords.line(now, SampleLines.json()));
        case 2 -> logs.add(SampleRecords.log(now, SampleRecords.inbound()));
        default -> logs.add(SampleRecords.log(now, SampleRecords.outbound()));
      }
    }
    return SampleRecords.logs(Map.of("node_name", "edge-1", "cluster_name", "edge"), logs)
        .toByteArray();
  }

  /** A message of plausible spans. */
  byte[] spans(Instant now) {
    List<Span> spans = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      Span.SpanKind kind = Span.SpanKind.forNumber(2 + random.nextInt(2));
      spans.add(SampleRecords.span(now, kind, SampleRecords.spanTags()));
    }
    return SampleRecords.spans(spans).toByteArray();
  }

  /** The same bytes with a few of them changed, dropped, said twice or cut off. */
  byte[] mutated(byte[] message) {
    byte[] bytes = message;
    for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> replaced(bytes, at, (byte) random.nextInt(256));
            case 1 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 2 ->
                joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
            case 3 ->
                joined(Arrays.copyOf(bytes, at + 1), Arrays.copyOfRange(bytes, at, bytes.length));
            case 4 ->
                joined(
                    Arrays.copyOf(bytes, at),
                    Arrays.copyOfRange(bytes, random.nextInt(bytes.length), bytes.length));
            default -> Arrays.copyOf(bytes, at);
          };
    }
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int at, byte value) {
    byte[] copy = bytes.clone();
    copy[at] = value;
    return copy;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
