package dev.meshscope.collector.receive.als;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A FlatBuffers table {@code Wasm.Common.FlatNode} (istio/proxy, extensions/common/node_info.fbs).
 * Every place is checked against the buffer, because its offsets come from outside.
 */
final class FlatNode {
  static final int NAMESPACE = 1;
  static final int WORKLOAD_NAME = 4;
  static final int CLUSTER_ID = 9;
  static final int IDENTITY = 11;

  private static final int LABELS = 2;
  private static final int KEY = 0;
  private static final int VALUE = 1;
  private static final int LABELS_MAX = 64;
  private static final int VTABLE_HEADER = 4;

  private final ByteBuffer bytes;
  private final int root;
  private final Map<String, String> labels = new HashMap<>();

  private FlatNode(byte[] flat) {
    bytes = ByteBuffer.wrap(flat).order(ByteOrder.LITTLE_ENDIAN);
    root = bytes.getInt(0);
    int vector = follow(root, LABELS);
    int count = vector == 0 ? 0 : Math.min(bytes.getInt(vector), LABELS_MAX);
    for (int i = 0; i < count; i++) {
      int slot = vector + Integer.BYTES * (i + 1);
      int pair = slot + bytes.getInt(slot);
      labels.put(string(pair, KEY), string(pair, VALUE));
    }
    string(root, NAMESPACE);
    string(root, WORKLOAD_NAME);
    string(root, CLUSTER_ID);
    string(root, IDENTITY);
  }

  /** The node; empty when the bytes are none. */
  static Optional<FlatNode> read(byte[] flat) {
    try {
      return Optional.of(new FlatNode(flat));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty(); // an offset points out of the buffer; counted as an unknown peer
    }
  }

  /** A text field; empty when absent. */
  String text(int field) {
    return string(root, field);
  }

  /** The first of the labels that is there; empty when none is. */
  String label(String... keys) {
    for (String key : keys) {
      String label = labels.getOrDefault(key, "");
      if (!label.isEmpty()) {
        return label;
      }
    }
    return "";
  }

  private String string(int table, int field) {
    int at = follow(table, field);
    if (at == 0) {
      return "";
    }
    byte[] text = new byte[Math.clamp(bytes.getInt(at), 0, bytes.capacity())];
    bytes.get(at + Integer.BYTES, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Where the string or vector of a field is; 0 when the field is absent. */
  private int follow(int table, int field) {
    int vtable = table - bytes.getInt(table);
    int entry = VTABLE_HEADER + Short.BYTES * field;
    if (entry >= Short.toUnsignedInt(bytes.getShort(vtable))) {
      return 0;
    }
    int offset = Short.toUnsignedInt(bytes.getShort(vtable + entry));
    int at = table + offset;
    return offset == 0 ? 0 : at + bytes.getInt(at);
  }
}
