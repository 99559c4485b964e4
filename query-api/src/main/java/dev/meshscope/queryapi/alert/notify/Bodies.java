package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON and texts of bodies, whatever is in a label: what goes out always parses. */
final class Bodies {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String CUT = "…";

  private Bodies() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static byte[] bytes(JsonNode node) {
    return JSON.writeValueAsBytes(node);
  }

  static JsonNode read(byte[] json) {
    return JSON.readTree(json);
  }

  /** Texts with halves of characters in them become question marks, as in fingerprints. */
  static String sane(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  /** At most so many UTF-16 units, and no half character. */
  static String clip(String text, int unitsMax) {
    if (text.length() <= unitsMax) {
      return text;
    }
    int end = Math.max(0, unitsMax - CUT.length());
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + CUT;
  }

  /** Sane, clipped and in the same order. */
  static ObjectNode texts(Map<String, String> texts, int unitsMax) {
    return texts(texts, unitsMax, unitsMax);
  }

  /** The same with another limit for names than for values. */
  static ObjectNode texts(Map<String, String> texts, int nameMax, int valueMax) {
    ObjectNode node = object();
    texts.forEach(
        (name, value) -> node.put(clip(sane(name), nameMax), clip(sane(value), valueMax)));
    return node;
  }

  /** SHA-256 in hexadecimal digits. */
  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
