package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON becomes the message that it tells of, whatever else stands in it. */
class JsonTranscoderTest {
  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final JsonTranscoder transcoder = new JsonTranscoder();

  @Test
  void writesTheMessageThatTheJsonTellsOf() throws Exception {
    RandomLogs logs = new RandomLogs(random);
    for (int i = 0; i < 500; i++) {
      Message sent =
          SampleRecords.logs(
              java.util.Map.of("node_name", "ä\"\\\u0007"), List.of(logs.log(), logs.log()));
      assertThat(ExportLogsServiceRequest.parseFrom(transcoded(sent)))
          .as("seed %d, message %d", seed, i)
          .isEqualTo(sent);
    }
    Span span =
        SampleRecords.span(Instant.now(), Span.SpanKind.SPAN_KIND_SERVER, SampleRecords.spanTags())
            .toBuilder()
            .setParentSpanId(ByteString.copyFrom(new byte[] {-1, 2, 3, 4, 5, 6, 7, 8}))
            .setFlags(-1)
            .setDroppedEventsCount(7)
            .build();
    Message sent = SampleRecords.spans(List.of(span));
    assertThat(ExportTraceServiceRequest.parseFrom(transcoded(sent))).isEqualTo(sent);
  }

  @Test
  void takesNumbersAsNumbersAndAsTextsAndLeavesUnknownFieldsOut() throws Exception {
    String json =
        """
        {"resourceLogs":[{"unknown":{"a":[1,{"b":null}]},"scopeLogs":[{"logRecords":[
          {"timeUnixNano":1795618135428783000,"severityNumber":"9","body":null,
           "attributes":[{"key":"a","value":{"intValue":"-5"}},
                         {"key":"b","value":{"intValue":7}},
                         {"key":"c","value":{"doubleValue":"1.5"}},
                         {"key":"d","value":{"bytesValue":"AQI="}},
                         {"key":"e","value":{"boolValue":true}}]},
          {"time_unix_nano":"18446744073709551615"}]}]}]}
        """;
    var read =
        ExportLogsServiceRequest.parseFrom(
            transcoded(json, ExportLogsServiceRequest.getDefaultInstance()));
    var records = read.getResourceLogs(0).getScopeLogs(0).getLogRecordsList();
    assertThat(records.get(0).getTimeUnixNano()).isEqualTo(1_795_618_135_428_783_000L);
    assertThat(records.get(0).getSeverityNumberValue()).isEqualTo(9);
    assertThat(records.get(0).getAttributesList())
        .extracting(attribute -> attribute.getValue().toString().strip())
        .containsExactly(
            "int_value: -5",
            "int_value: 7",
            "double_value: 1.5",
            "bytes_value: \"\\001\\002\"",
            "bool_value: true");
    assertThat(records.get(1).getTimeUnixNano()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "{}{}",
        "{\"resourceLogs\":[",
        "{\"resourceLogs\":[7]}",
        "{\"resourceLogs\":[null]}",
        "{\"resourceLogs\":{\"scopeLogs\":\"x\"}}",
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"traceId\":\"xyz\"}]}]}]}",
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1e9\"}]}]}]}",
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":{}}]}]}]}",
        "{\"resourceLogs\":[{\"schemaUrl\":7}]}"
      })
  void refusesWhatIsNoMessage(String json) {
    assertThatThrownBy(() -> transcoded(json, ExportLogsServiceRequest.getDefaultInstance()))
        .isInstanceOf(JsonTranscoder.JsonException.class);
  }

  @Test
  void limitsHowDeepMessagesAreNested() {
    String start = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":";
    String open = "{\"arrayValue\":{\"values\":[";
    String json = start + open.repeat(100) + "]}}".repeat(100) + "}]}]}]}";
    assertThatThrownBy(() -> transcoded(json, ExportLogsServiceRequest.getDefaultInstance()))
        .isInstanceOf(JsonTranscoder.JsonException.class);
  }

  private byte[] transcoded(Message sent) throws Exception {
    return transcoded(json(sent), sent);
  }

  private byte[] transcoded(String json, Message type) throws JsonTranscoder.JsonException {
    byte[] bytes = json.getBytes(UTF_8);
    ProtobufWriter out = transcoder.transcode(type.getDescriptorForType(), bytes, bytes.length);
    return Arrays.copyOf(out.bytes(), out.length());
  }

  /** The JSON of the protocol, in the simplest way that comes to mind. */
  private static String json(Message message) throws InvalidProtocolBufferException {
    return message.getAllFields().entrySet().stream()
        .map(field ->
            quoted(field.getKey().getJsonName())
                + ":"
                + (field.getKey().isRepeated()
                    ? ((List<?>) field.getValue())
                        .stream()
                            .map(item -> value(field.getKey(), item))
                            .collect(Collectors.joining(",", "[", "]"))
                    : value(field.getKey(), field.getValue())))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String value(FieldDescriptor field, Object value) {
    return switch (value) {
      case Message message -> {
        try {
          yield json(message);
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
      case ByteString bytes ->
          quoted(
              field.getName().endsWith("_id")
                  ? HexFormat.of().formatHex(bytes.toByteArray())
                  : Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case EnumValueDescriptor choice -> Integer.toString(choice.getNumber());
      case Long number ->
          quoted(
              field.getType() == FieldDescriptor.Type.FIXED64
                  ? Long.toUnsignedString(number)
                  : number.toString());
      case Integer number -> Integer.toUnsignedString(number);
      case String text -> quoted(text);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c ->
            quoted.append(
                c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted(c) : "" + (char) c));
    return quoted.append('"').toString();
  }
}
