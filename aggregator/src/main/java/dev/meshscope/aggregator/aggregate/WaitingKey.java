package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.RequestBatch;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Which reports wait until when; in the store they are ordered by the deadline.
 *
 * @param deadlineMillis milliseconds since the epoch
 * @param origin of the batch
 * @param sequence of the batch
 */
record WaitingKey(long deadlineMillis, RequestBatch.Origin origin, long sequence) {
  private static final int NUMBERS = 2 * Long.BYTES;

  static Serde<WaitingKey> serde() {
    return Serdes.serdeFrom((_, key) -> key.encode(), (_, bytes) -> decode(bytes));
  }

  private byte[] encode() {
    byte[] from = SequenceSerdes.encode(origin);
    return ByteBuffer.allocate(NUMBERS + from.length)
        .putLong(deadlineMillis)
        .putLong(sequence)
        .put(from)
        .array();
  }

  private static WaitingKey decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long deadlineMillis = in.getLong();
    long sequence = in.getLong();
    return new WaitingKey(deadlineMillis, SequenceSerdes.decodeOrigin(in), sequence);
  }
}
