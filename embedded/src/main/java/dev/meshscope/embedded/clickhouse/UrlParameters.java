package dev.meshscope.embedded.clickhouse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a request's address. Values are bytes: a statement need not be UTF-8. */
record UrlParameters(Map<String, byte[]> values) {

  /** The last one of a name counts. */
  static UrlParameters parse(@Nullable String rawQuery) throws EngineException {
    Map<String, byte[]> values = new LinkedHashMap<>();
    if (rawQuery != null) {
      for (String pair : rawQuery.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        if (!name.isEmpty()) {
          values.put(new String(decode(name), StandardCharsets.UTF_8), decode(value));
        }
      }
    }
    return new UrlParameters(values);
  }

  private static byte[] decode(String text) throws EngineException {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      switch (in[i]) {
        case '+' -> out.write(' ');
        case '%' -> {
          out.write(hex(in, i + 1) << 4 | hex(in, i + 2));
          i += 2;
        }
        default -> out.write(in[i]);
      }
    }
    return out.toByteArray();
  }

  private static int hex(byte[] in, int index) throws EngineException {
    int digit = index < in.length ? Character.digit(in[index], 16) : -1;
    if (digit < 0) {
      throw EngineError.of(
              EngineError.BAD_ARGUMENTS, "BAD_ARGUMENTS", "Malformed %-escape in the URL")
          .exception();
    }
    return digit;
  }

  Optional<String> text(String name) {
    return bytes(name).map(value -> new String(value, StandardCharsets.UTF_8));
  }

  Optional<byte[]> bytes(String name) {
    return Optional.ofNullable(values.get(name));
  }

  boolean isSet(String name) {
    return text(name).filter(value -> value.equals("1") || value.equals("true")).isPresent();
  }
}
