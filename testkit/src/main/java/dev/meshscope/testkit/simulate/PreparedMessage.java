package dev.meshscope.testkit.simulate;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A serialized message whose start times are written over before it is sent again. Seconds and
 * nanoseconds take five bytes each, whatever the time: seconds do from 1978 to 3058, and
 * nanoseconds are kept at 2²⁸ or above.
 */
final class PreparedMessage {
  /** Any time whose numbers take five bytes each. */
  static final Timestamp PLACEHOLDER =
      Timestamp.newBuilder().setSeconds(2_000_000_000).setNanos(999_999_999).build();

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_MIN = 1 << 28;

  /** Entries of a message ended one after another, the last one this long ago. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private static final long AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final int COMMON_PROPERTIES = 1;
  private static final int START_TIME = 5;
  private static final int TAG_BITS = 3;
  private static final int VARINT_BYTES = 5;
  private static final int VARINT_BITS = 7;
  private static final int LOW_BITS = 0x7F;
  private static final int MORE = 0x80;

  private final int stream;
  private final List<ProxyEntry> entries;
  private final byte[] bytes;
  private final int[] startTimes;
  private long sent;

  /** Takes entries of one worker, fewer than a buffer holds. */
  PreparedMessage(int stream, List<ProxyEntry> entries) {
    this.stream = stream;
    this.entries = List.copyOf(entries);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    List<Integer> offsets = new ArrayList<>();
    for (ProxyEntry entry : entries) {
      byte[] encoded = EntryEncoder.encode(entry, PLACEHOLDER).toByteArray();
      byte[] member = Wire.member(encoded);
      offsets.add(members.size() + member.length - encoded.length + startTime(encoded));
      members.writeBytes(member);
    }
    bytes = Wire.message(members);
    int header = bytes.length - members.size();
    startTimes = offsets.stream().mapToInt(offset -> header + offset).toArray();
  }

  int stream() {
    return stream;
  }

  int size() {
    return startTimes.length;
  }

  /** The message with its requests ended within the last second or so before that time. */
  byte[] at(long epochNanos) {
    long age = AGE_NANOS;
    for (int i = startTimes.length - 1; i >= 0; i--) {
      long start = epochNanos - entries.get(i).span().durationNanos() - age;
      long nanos = Math.max(NANOS_MIN, start % NANOS_PER_SECOND);
      // Content of the Timestamp: tag, seconds, tag, nanos.
      varint(startTimes[i] + 1, start / NANOS_PER_SECOND);
      varint(startTimes[i] + 1 + VARINT_BYTES + 1, nanos);
      age += STEP_NANOS;
    }
    return bytes;
  }

  void countSent() {
    sent++;
  }

  void addTo(GroundTruth truth) {
    if (sent > 0) {
      for (ProxyEntry entry : entries) {
        entry.keys().forEach(key -> truth.add(key, entry.report(), sent));
      }
    }
  }

  private void varint(int offset, long value) {
    long rest = value;
    for (int i = 0; i < VARINT_BYTES; i++) {
      bytes[offset + i] = (byte) ((rest & LOW_BITS) | (i < VARINT_BYTES - 1 ? MORE : 0));
      rest >>>= VARINT_BITS;
    }
  }

  /** Where the content of the start time begins in a serialized entry. */
  private static int startTime(byte[] entry) {
    CodedInputStream in = CodedInputStream.newInstance(entry);
    try {
      enter(in, COMMON_PROPERTIES);
      enter(in, START_TIME);
      return in.getTotalBytesRead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void enter(CodedInputStream in, int field) throws IOException {
    int wanted = field << TAG_BITS | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    for (int tag = in.readTag(); tag != wanted; tag = in.readTag()) {
      if (tag == 0) {
        throw new IllegalStateException("an entry lacks field " + field);
      }
      in.skipField(tag);
    }
    in.readRawVarint32();
  }
}
