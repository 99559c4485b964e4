package dev.meshscope.collector.receive.als;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.meshscope.collector.normalize.NodeDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the identifier of a stream: {@code Identifier} and {@code core.v3.Node} inside. */
final class NodeReader {
  private static final int LENGTH_DELIMITED = 2;
  private static final int IDENTIFIER_NODE = 1 << 3 | LENGTH_DELIMITED;
  private static final int NODE_ID = 1 << 3 | LENGTH_DELIMITED;
  private static final int NODE_CLUSTER = 2 << 3 | LENGTH_DELIMITED;
  private static final int NODE_METADATA = 3 << 3 | LENGTH_DELIMITED;

  private final Struct.Builder metadata = Struct.newBuilder();
  private String id = "";
  private String cluster = "";

  private NodeReader() {}

  /** The node; empty when the bytes are no identifier. */
  static Optional<NodeDescription> read(byte[] identifier) {
    NodeReader reader = new NodeReader();
    try {
      CodedInputStream in = CodedInputStream.newInstance(identifier);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == IDENTIFIER_NODE) {
          reader.node(in.readBytes());
        } else {
          in.skipField(tag);
        }
      }
      return Optional.of(reader.description());
    } catch (IOException e) {
      return Optional.empty(); // the stream then counts as that of an unknown node
    }
  }

  private void node(ByteString bytes) throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case NODE_ID -> id = text(in);
        case NODE_CLUSTER -> cluster = text(in);
        case NODE_METADATA -> metadata.mergeFrom(in.readBytes());
        default -> in.skipField(tag);
      }
    }
  }

  private NodeDescription description() {
    Map<String, Value> fields = metadata.getFieldsMap();
    Map<String, String> labels =
        fields.containsKey("LABELS")
            ? texts(fields.get("LABELS").getStructValue().getFieldsMap())
            : Map.of();
    return new NodeDescription(id, cluster, texts(fields), labels);
  }

  private static Map<String, String> texts(Map<String, Value> fields) {
    Map<String, String> texts = new HashMap<>();
    fields.forEach((key, value) -> {
      if (value.hasStringValue()) {
        texts.put(key, value.getStringValue());
      }
    });
    return texts;
  }

  private static String text(CodedInputStream in) throws IOException {
    return new String(in.readByteArray(), StandardCharsets.UTF_8);
  }
}
