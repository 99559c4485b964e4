package dev.meshscope.testkit.simulate;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The few messages of ALS that are put together from bytes. */
final class Wire {
  private static final int HTTP_LOGS = 2;
  private static final int LOG_ENTRY = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int TAG_BITS = 3;

  private Wire() {}

  static byte[] joined(byte[] left, byte[] right) {
    byte[] joined = new byte[left.length + right.length];
    System.arraycopy(left, 0, joined, 0, left.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    return joined;
  }

  /** One entry as a member of {@code HTTPAccessLogEntries.log_entry}. */
  static byte[] member(byte[] entry) {
    return delimited(LOG_ENTRY, entry, entry.length);
  }

  /** {@code StreamAccessLogsMessage} with those members as its HTTP entries. */
  static byte[] message(ByteArrayOutputStream members) {
    return delimited(HTTP_LOGS, members.toByteArray(), members.size());
  }

  private static byte[] delimited(int field, byte[] content, int length) {
    int tag = field << TAG_BITS | LENGTH_DELIMITED;
    byte[] bytes =
        new byte
            [CodedOutputStream.computeUInt32SizeNoTag(tag)
                + CodedOutputStream.computeUInt32SizeNoTag(length)
                + length];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(length);
      out.writeRawBytes(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
