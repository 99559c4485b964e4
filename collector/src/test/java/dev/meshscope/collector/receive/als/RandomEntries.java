package dev.meshscope.collector.receive.als;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random entries in all the forms that protobuf allows: any field order, unknown fields in between,
 * scalars said twice, sub-messages in pieces.
 */
final class RandomEntries {
  private static final int DEPTH_MAX = 6;
  private static final int UNKNOWN_FIELD = 500;
  private static final List<String> TEXTS =
      List.of(
          "",
          "upstream_cluster",
          "upstream_peer_san",
          "upstream_local_san",
          "upstream_tls_version",
          "downstream_peer",
          "upstream_peer",
          "wasm.downstream_peer",
          "wasm.upstream_peer",
          "io.istio.peer_principal",
          "content-type",
          "grpc-status",
          "spiffe://cluster.local/ns/a/sa/b",
          "https://example.com/ä",
          "outbound|9080|v1|reviews.bookinfo.svc.cluster.local");

  private final Random random;

  RandomEntries(Random random) {
    this.random = random;
  }

  byte[] http() {
    Message message = message(HTTPAccessLogEntry.getDescriptor(), 0);
    return scrambled(message.toByteString(), HTTPAccessLogEntry.getDescriptor());
  }

  byte[] tcp() {
    Message message = message(TCPAccessLogEntry.getDescriptor(), 0);
    return scrambled(message.toByteString(), TCPAccessLogEntry.getDescriptor());
  }

  /** An HTTP entry with a few bytes changed, dropped, added or cut off. */
  byte[] mutated() {
    byte[] bytes = http();
    int mutations = 1 + random.nextInt(3);
    for (int i = 0; i < mutations && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> replaced(bytes, at, (byte) random.nextInt(256));
            case 1 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 2 ->
                joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
            case 3 ->
                joined(Arrays.copyOf(bytes, at + 1), Arrays.copyOfRange(bytes, at, bytes.length));
            default -> Arrays.copyOf(bytes, at);
          };
    }
    return bytes;
  }

  private Message message(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (random.nextInt(depth + 2) == 0 && isWanted(field, depth)) {
        if (field.isRepeated()) {
          for (int i = random.nextInt(4); i > 0; i--) {
            message.addRepeatedField(field, value(field, depth));
          }
        } else {
          message.setField(field, value(field, depth));
        }
      }
    }
    return message.build();
  }

  private static boolean isWanted(FieldDescriptor field, int depth) {
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    return depth < DEPTH_MAX || !isMessage;
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> number();
      case LONG -> random.nextBoolean() ? random.nextLong() : (long) number();
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      case BYTE_STRING -> ByteString.copyFromUtf8(text());
      case ENUM ->
          field
              .getEnumType()
              .findValueByNumberCreatingIfUnknown(
                  random.nextInt(10) == 0 ? number() : random.nextInt(4));
      case MESSAGE -> message(field.getMessageType(), depth + 1);
    };
  }

  private int number() {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(300);
      default -> random.nextInt(3);
    };
  }

  private String text() {
    if (random.nextInt(3) == 0) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    }
    return TEXTS.get(random.nextInt(TEXTS.size())) + random.nextInt(1000);
  }

  private byte[] scrambled(ByteString bytes, Descriptor type) {
    try {
      List<Chunk> chunks = chunks(bytes, type);
      shuffle(chunks);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (Chunk chunk : chunks) {
        chunk.bytes().writeTo(out);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("deprecation") // The only way to copy a field as it is.
  private List<Chunk> chunks(ByteString bytes, Descriptor type) throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    CodedInputStream in = bytes.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(tag >>> 3);
      if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        addMessage(chunks, tag, in.readBytes(), field);
      } else {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        in.skipField(tag, coded);
        coded.flush();
        chunks.add(new Chunk(tag, ByteString.copyFrom(out.toByteArray())));
      }
      if (random.nextInt(8) == 0) {
        chunks.add(unknown());
      }
      if (!chunks.isEmpty() && random.nextInt(16) == 0) {
        chunks.add(chunks.get(random.nextInt(chunks.size())));
      }
    }
    return chunks;
  }

  /** A sub-message, scrambled itself; one that is not repeated perhaps in two pieces. */
  private void addMessage(List<Chunk> chunks, int tag, ByteString content, FieldDescriptor field)
      throws IOException {
    List<Chunk> inner = chunks(content, field.getMessageType());
    shuffle(inner);
    int cut = field.isRepeated() ? 0 : random.nextInt(inner.size() + 1);
    if (cut > 0) {
      chunks.add(wrapped(tag, inner.subList(0, cut)));
    }
    chunks.add(wrapped(tag, inner.subList(cut, inner.size())));
  }

  private static Chunk wrapped(int tag, List<Chunk> inner) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (Chunk chunk : inner) {
      chunk.bytes().writeTo(content);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.writeUInt32NoTag(tag);
    coded.writeByteArrayNoTag(content.toByteArray());
    coded.flush();
    return new Chunk(tag, ByteString.copyFrom(out.toByteArray()));
  }

  private Chunk unknown() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    int field = UNKNOWN_FIELD + random.nextInt(20);
    switch (random.nextInt(4)) {
      case 0 -> coded.writeUInt64(field, random.nextLong());
      case 1 -> coded.writeFixed64(field, random.nextLong());
      case 2 -> coded.writeFixed32(field, random.nextInt());
      default -> coded.writeString(field, text());
    }
    coded.flush();
    return new Chunk(field << 3, ByteString.copyFrom(out.toByteArray()));
  }

  /**
   * Any order, but members of a map or list stay in theirs: not needed, both sides see the same.
   */
  private void shuffle(List<Chunk> chunks) {
    java.util.Collections.shuffle(chunks, random);
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

  /** One field with its tag. */
  private record Chunk(int tag, ByteString bytes) {
    @Override
    public String toString() {
      return "field " + (tag >>> 3);
    }
  }
}
