package dev.meshscope.collector.receive.als;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Protobuf's own parser for the fields that the scanner uses: everything else is unknown to it, and
 * texts are bytes, so that it accepts what the scanner has to accept. What the scanner refuses
 * beyond that, groups, wrong wire types and endless varints, is found among the unknown fields.
 */
final class ReducedProtobuf {
  private static final Map<String, Set<Integer>> USED =
      Map.ofEntries(
          Map.entry("envoy.data.accesslog.v3.HTTPAccessLogEntry", Set.of(1, 2, 3, 4)),
          Map.entry(
              "envoy.data.accesslog.v3.AccessLogCommon",
              Set.of(
                  2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 19, 20, 21, 22, 23, 24, 25, 26,
                  27, 33)),
          Map.entry(
              "envoy.data.accesslog.v3.HTTPRequestProperties", Set.of(1, 3, 5, 6, 10, 11, 12, 13)),
          Map.entry("envoy.data.accesslog.v3.HTTPResponseProperties", Set.of(1, 2, 3, 4, 5, 6)),
          Map.entry("envoy.data.accesslog.v3.TLSProperties", Set.of(3, 4, 5)),
          Map.entry("envoy.data.accesslog.v3.TLSProperties.CertificateProperties", Set.of(1, 2)),
          Map.entry("envoy.config.core.v3.SocketAddress", Set.of(2, 3, 4)),
          Map.entry("envoy.config.core.v3.EnvoyInternalAddress", Set.of(2)),
          Map.entry("envoy.config.core.v3.Pipe", Set.of()),
          Map.entry("google.protobuf.Any", Set.of(2)));

  private static final Descriptor ENTRY = reduced(HTTPAccessLogEntry.getDescriptor());
  private static final Descriptor TCP_ENTRY = reduced(TCPAccessLogEntry.getDescriptor());

  private ReducedProtobuf() {}

  /**
   * Parses an entry.
   *
   * @throws IOException when it must be refused
   */
  static HTTPAccessLogEntry parse(byte[] bytes) throws IOException {
    return HTTPAccessLogEntry.parseFrom(parse(bytes, ENTRY).toByteString());
  }

  /**
   * Parses an entry of a TCP logger.
   *
   * @throws IOException when it must be refused
   */
  static TCPAccessLogEntry parseTcp(byte[] bytes) throws IOException {
    return TCPAccessLogEntry.parseFrom(parse(bytes, TCP_ENTRY).toByteString());
  }

  private static Message parse(byte[] bytes, Descriptor type) throws IOException {
    DynamicMessage parsed = DynamicMessage.parseFrom(type, bytes);
    checkStrictly(parsed);
    checkVarints(ByteString.copyFrom(bytes), type);
    return readable(parsed);
  }

  private static void checkStrictly(Message message) throws InvalidProtocolBufferException {
    for (Map.Entry<Integer, UnknownFieldSet.Field> unknown :
        message.getUnknownFields().asMap().entrySet()) {
      boolean isGroup = !unknown.getValue().getGroupList().isEmpty();
      if (isGroup || message.getDescriptorForType().findFieldByNumber(unknown.getKey()) != null) {
        throw new InvalidProtocolBufferException("refused field " + unknown.getKey());
      }
    }
    for (Object value : message.getAllFields().values()) {
      List<?> values = value instanceof List<?> list ? list : List.of(value);
      for (Object one : values) {
        if (one instanceof Message nested) {
          checkStrictly(nested);
        }
      }
    }
  }

  /**
   * Reads the content of a length-delimited field. Protobuf's Java reader takes a length beyond 31
   * bits for its low ones.
   */
  static ByteString content(CodedInputStream in) throws IOException {
    long length = in.readRawVarint64();
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new InvalidProtocolBufferException("length of more than 31 bits");
    }
    return ByteString.copyFrom(in.readRawBytes((int) length));
  }

  /** Protobuf's Java reader takes a varint whose tenth byte says that there is another one. */
  private static void checkVarints(ByteString bytes, Descriptor type) throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(tag >>> 3);
      boolean isMessage = field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        in.readRawVarint64();
        if (bytes.byteAt(in.getTotalBytesRead() - 1) < 0) {
          throw new InvalidProtocolBufferException("endless varint");
        }
      } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        ByteString content = content(in);
        if (isMessage) {
          checkVarints(content, field.getMessageType());
        }
      } else {
        in.skipField(tag);
      }
    }
  }

  /** Texts in valid UTF-8, as a reader of wrong bytes would see them. */
  private static Message readable(Message message) {
    Message.Builder builder = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      FieldDescriptor descriptor = field.getKey();
      if (descriptor.isRepeated()) {
        builder.clearField(descriptor);
        for (Object one : (List<?>) field.getValue()) {
          builder.addRepeatedField(descriptor, readable(descriptor, one));
        }
      } else {
        builder.setField(descriptor, readable(descriptor, field.getValue()));
      }
    }
    return builder.setUnknownFields(UnknownFieldSet.getDefaultInstance()).build();
  }

  private static Object readable(FieldDescriptor field, Object value) {
    if (value instanceof Message nested) {
      return readable(nested);
    }
    boolean isAny = field.getContainingType().getName().equals("google_protobuf_Any");
    return value instanceof ByteString bytes && !isAny
        ? ByteString.copyFrom(bytes.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        : value;
  }

  private static Descriptor reduced(Descriptor entry) {
    Map<String, DescriptorProto> types = new LinkedHashMap<>();
    reduce(entry, types, new HashSet<>());
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName("reduced.proto").setSyntax("proto3");
    types.values().forEach(file::addMessageType);
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
          .findMessageTypeByName(name(entry));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void reduce(
      Descriptor type, Map<String, DescriptorProto> types, Set<String> seen) {
    if (!seen.add(type.getFullName())) {
      return;
    }
    DescriptorProto.Builder reduced = type.toProto().toBuilder().setName(name(type));
    reduced.clearField().clearNestedType().clearEnumType().clearOptions().clearReservedRange();
    reduced.clearReservedName();
    Set<Integer> used = USED.get(type.getFullName());
    Set<Integer> oneofs = new HashSet<>();
    for (FieldDescriptor field : type.getFields()) {
      if (used == null || used.contains(field.getNumber())) {
        var kept = field.toProto().toBuilder().clearOptions();
        switch (field.getType()) {
          case STRING -> kept.setType(FieldDescriptorProto.Type.TYPE_BYTES);
          case ENUM -> kept.setType(FieldDescriptorProto.Type.TYPE_INT32).clearTypeName();
          case MESSAGE -> {
            kept.setTypeName("." + name(field.getMessageType()));
            reduce(field.getMessageType(), types, seen);
          }
          default -> {}
        }
        reduced.addField(kept);
        if (kept.hasOneofIndex()) {
          oneofs.add(kept.getOneofIndex());
        }
      }
    }
    if (oneofs.size() < reduced.getOneofDeclCount()) {
      reduced.clearOneofDecl();
      reduced.getFieldBuilderList().forEach(kept -> kept.clearOneofIndex());
    }
    types.put(type.getFullName(), reduced.build());
  }

  private static String name(Descriptor type) {
    return type.getFullName().replace('.', '_');
  }
}
