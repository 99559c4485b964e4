package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.RequestBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** How the store of seen sequences is kept: fixed-width numbers, big endian. */
final class SequenceSerdes {
  private static final byte FORMAT = 1;
  private static final int ORIGIN_NUMBERS = Long.BYTES + Integer.BYTES;
  private static final int SEEN_NUMBERS = 1 + 3 * Long.BYTES;
  private static final int RANGE = 3 * Long.BYTES;

  private SequenceSerdes() {}

  static Serde<RequestBatch.Origin> origin() {
    return Serdes.serdeFrom(
        (_, origin) -> encode(origin), (_, bytes) -> decodeOrigin(ByteBuffer.wrap(bytes)));
  }

  static Serde<SeenSequences> seen() {
    return Serdes.serdeFrom((_, seen) -> encode(seen), (_, bytes) -> decodeSeen(bytes));
  }

  static byte[] encode(RequestBatch.Origin origin) {
    byte[] collector = origin.collector().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(ORIGIN_NUMBERS + collector.length)
        .putLong(origin.incarnation())
        .putInt(origin.partition())
        .put(collector)
        .array();
  }

  static RequestBatch.Origin decodeOrigin(ByteBuffer in) {
    long incarnation = in.getLong();
    int partition = in.getInt();
    return new RequestBatch.Origin(
        StandardCharsets.UTF_8.decode(in).toString(), incarnation, partition);
  }

  private static byte[] encode(SeenSequences seen) {
    ByteBuffer out = ByteBuffer.allocate(SEEN_NUMBERS + RANGE * seen.ranges().size());
    out.put(FORMAT);
    out.putLong(seen.received()).putLong(seen.rejected()).putLong(seen.lastMillis());
    for (SeenSequences.Range range : seen.ranges()) {
      out.putLong(range.first()).putLong(range.last()).putLong(range.sentThroughMicros());
    }
    return out.array();
  }

  private static SeenSequences decodeSeen(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    if (format != FORMAT) {
      throw new IllegalStateException("seen sequences were kept in format " + format);
    }
    long received = in.getLong();
    long rejected = in.getLong();
    long lastMillis = in.getLong();
    List<SeenSequences.Range> ranges = new ArrayList<>(in.remaining() / RANGE);
    while (in.hasRemaining()) {
      ranges.add(new SeenSequences.Range(in.getLong(), in.getLong(), in.getLong()));
    }
    return new SeenSequences(ranges, received, rejected, lastMillis);
  }
}
