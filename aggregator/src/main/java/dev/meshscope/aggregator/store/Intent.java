package dev.meshscope.aggregator.store;

import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What is committed for a partition: everything below {@code from} is stored, and the block [from,
 * to) may be, wholly or in part.
 *
 * @param from where the block begins
 * @param to the offset behind the block; {@code from} when there is none
 */
record Intent(long from, long to) {
  Intent {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no block is [%d, %d)".formatted(from, to));
    }
  }

  /** Everything below that offset is stored, and nothing behind it. */
  static Intent nothingBehind(long offset) {
    return new Intent(offset, offset);
  }

  /**
   * Reads a commit; one made by Kafka's own tools has no metadata and so no block.
   *
   * @throws IllegalArgumentException when the metadata are not ours
   */
  static Intent of(OffsetAndMetadata committed) {
    String metadata = Objects.toString(committed.metadata(), "");
    return metadata.isEmpty()
        ? nothingBehind(committed.offset())
        : new Intent(committed.offset(), Long.parseLong(metadata));
  }

  boolean hasBlock() {
    return to > from;
  }

  OffsetAndMetadata commit() {
    return new OffsetAndMetadata(from, hasBlock() ? Long.toString(to) : "");
  }
}
