package dev.meshscope.collector.receive.als;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.meshscope.collector.receive.als.AlsFuzzTarget.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a message as protobuf's own reader finds them, with our documented differences:
 * groups, endless varints, endless lengths and wrong wire types of fields that we use are refused,
 * and entries of both kinds count.
 */
final class ReferenceMessage {
  private static final int HTTP_LOGS = 2;
  private static final int TCP_LOGS = 3;
  private static final Set<Integer> MESSAGE_USED = Set.of(1, HTTP_LOGS, TCP_LOGS);
  private static final Set<Integer> LOGS_USED = Set.of(1);

  private ReferenceMessage() {}

  /** All entries in their order; empty when the message must be refused. */
  static Optional<List<Found>> entries(byte[] message) {
    List<Found> entries = new ArrayList<>();
    try {
      ByteString bytes = ByteString.copyFrom(message);
      for (Field field : fields(bytes, MESSAGE_USED)) {
        if (field.number() == HTTP_LOGS || field.number() == TCP_LOGS) {
          for (Field entry : fields(field.content(), LOGS_USED)) {
            entries.add(new Found(field.number() == TCP_LOGS, entry.content()));
          }
        }
      }
      return Optional.of(entries);
    } catch (IOException e) {
      return Optional.empty(); // what must be refused
    }
  }

  private static List<Field> fields(ByteString bytes, Set<Integer> used) throws IOException {
    List<Field> fields = new ArrayList<>();
    CodedInputStream in = bytes.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          ByteString content = ReducedProtobuf.content(in);
          if (used.contains(number)) {
            fields.add(new Field(number, content));
          }
        }
        case WireFormat.WIRETYPE_VARINT -> {
          in.readRawVarint64();
          check(bytes.byteAt(in.getTotalBytesRead() - 1) >= 0 && !used.contains(number));
        }
        case WireFormat.WIRETYPE_FIXED32, WireFormat.WIRETYPE_FIXED64 -> {
          check(!used.contains(number));
          in.skipField(tag);
        }
        default -> check(false);
      }
    }
    return fields;
  }

  private static void check(boolean isAllowed) throws InvalidProtocolBufferException {
    if (!isAllowed) {
      throw new InvalidProtocolBufferException("refused");
    }
  }

  private record Field(int number, ByteString content) {}
}
