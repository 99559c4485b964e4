package dev.meshscope.aggregator.store;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.write.IdentityRows;
import dev.meshscope.storage.write.ReporterRows;
import dev.meshscope.storage.write.RowStore;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Signs of life and announcements that were read and are not stored yet. */
final class EventBatch {
  private final ReporterRows reporters = new ReporterRows();
  private final IdentityRows identities = new IdentityRows();
  private final Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();

  /**
   * Adds a record of one of the two topics.
   *
   * @throws WireFormatException when it cannot be read; call {@link #pass} then
   */
  void add(ConsumerRecord<byte[], byte[]> record) throws WireFormatException {
    if (record.topic().equals(Topics.REPORTERS)) {
      reporters.add(IdentityCodec.decodeEvent(record.value()));
    } else {
      addIdentity(record);
    }
    pass(record);
  }

  /** Goes past a record. */
  void pass(ConsumerRecord<byte[], byte[]> record) {
    ends.put(
        new TopicPartition(record.topic(), record.partition()),
        new OffsetAndMetadata(record.offset() + 1));
  }

  boolean isEmpty() {
    return ends.isEmpty();
  }

  int rows() {
    return reporters.count() + identities.count();
  }

  /** Where each partition goes on once this is stored. */
  Map<TopicPartition, OffsetAndMetadata> ends() {
    return Map.copyOf(ends);
  }

  /** Inserts everything; may be called again after a failure. */
  void store(RowStore store) throws StorageException {
    if (reporters.count() > 0) {
      store.insert(reporters.rows());
    }
    if (identities.count() > 0) {
      store.insert(identities.rows());
    }
  }

  private void addIdentity(ConsumerRecord<byte[], byte[]> record) throws WireFormatException {
    Announcement.Key key = IdentityCodec.decodeKey(record.key());
    if (record.value() == null) {
      identities.addRemoved(key, record.offset());
    } else {
      identities.add(IdentityCodec.decodeValue(key, record.value()), record.offset());
    }
  }
}
