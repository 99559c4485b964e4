package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns OTLP's JSON into the same message as protobuf, token by token, so that nothing else must
 * understand it. Unlike protobuf's own JSON: ids are hexadecimal, and enums may be numbers only.
 * Unknown fields are left out. Safe for use by all messages at once.
 */
final class JsonTranscoder {
  private static final int DEPTH_MAX = 64;
  private static final Set<String> HEX = Set.of("trace_id", "span_id", "parent_span_id");
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4 * DEPTH_MAX)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new ConcurrentHashMap<>();

  /** The JSON is no message of its type. */
  static final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
      super(message);
    }

    JsonException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Writes the message; as long as the JSON or shorter, but for what is empty in it.
   *
   * @throws JsonException saying what is wrong
   */
  ProtobufWriter transcode(Descriptor type, byte[] json, int length) throws JsonException {
    ProtobufWriter out = new ProtobufWriter(length);
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json, 0, length)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonException("not an object");
      }
      message(type, in, out, 0);
      if (in.nextToken() != null) {
        throw new JsonException("more than one object");
      }
      return out;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new JsonException("not JSON of this kind: " + e.getClass().getSimpleName(), e);
    }
  }

  private void message(Descriptor type, JsonParser in, ProtobufWriter out, int depth)
      throws JsonException {
    if (depth > DEPTH_MAX) {
      throw new JsonException("nested deeper than " + DEPTH_MAX);
    }
    Map<String, FieldDescriptor> known = fields.computeIfAbsent(type, JsonTranscoder::fieldsByName);
    while (in.nextToken() != JsonToken.END_OBJECT) {
      FieldDescriptor field = known.get(in.currentName());
      JsonToken value = in.nextToken();
      if (field == null) {
        in.skipChildren();
      } else if (value == JsonToken.START_ARRAY && field.isRepeated()) {
        while (in.nextToken() != JsonToken.END_ARRAY) {
          value(field, in, out, depth);
        }
      } else if (value != JsonToken.VALUE_NULL) {
        value(field, in, out, depth);
      }
    }
  }

  private void value(FieldDescriptor field, JsonParser in, ProtobufWriter out, int depth)
      throws JsonException {
    int number = field.getNumber();
    switch (field.getType()) {
      case MESSAGE -> {
        if (in.currentToken() != JsonToken.START_OBJECT) {
          throw new JsonException(field.getName() + " must be an object");
        }
        int start = out.begin(number);
        message(field.getMessageType(), in, out, depth + 1);
        out.end(start);
      }
      case STRING -> out.bytes(number, text(field, in).getBytes(UTF_8));
      case BYTES -> out.bytes(number, binary(field, text(field, in)));
      case BOOL -> out.varint(number, in.getBooleanValue() ? 1 : 0);
      case DOUBLE -> out.fixed64(number, Double.doubleToRawLongBits(decimal(in)));
      case FIXED64, SFIXED64 -> out.fixed64(number, integer(field, in));
      case FIXED32, SFIXED32 -> out.fixed32(number, (int) integer(field, in));
      case INT64, UINT64, INT32, UINT32, ENUM -> out.varint(number, integer(field, in));
      default -> throw new JsonException(field.getName() + " has a type that is never sent");
    }
  }

  private static String text(FieldDescriptor field, JsonParser in) throws JsonException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw new JsonException(field.getName() + " must be a text");
    }
    return in.getString();
  }

  private static byte[] binary(FieldDescriptor field, String text) {
    return HEX.contains(field.getName())
        ? HexFormat.of().parseHex(text)
        : Base64.getDecoder().decode(text);
  }

  /** A number, or the same as text, as JSON has no 64 bits. */
  private static long integer(FieldDescriptor field, JsonParser in) throws JsonException {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return in.getBigIntegerValue().longValue();
    }
    String text = text(field, in);
    try {
      return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new JsonException(field.getName() + " must be a number", e);
    }
  }

  private static double decimal(JsonParser in) {
    return in.currentToken() == JsonToken.VALUE_STRING
        ? Double.parseDouble(in.getString())
        : in.getDoubleValue();
  }

  /** By the names of JSON, and by those of protobuf, which some senders use. */
  private static Map<String, FieldDescriptor> fieldsByName(Descriptor type) {
    Map<String, FieldDescriptor> byName = new HashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      byName.put(field.getName(), field);
      byName.put(field.getJsonName(), field);
    }
    return Map.copyOf(byName);
  }
}
