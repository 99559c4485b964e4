package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What collectors published so far, in the order of the log. */
final class PublishedTopics implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  PublishedTopics(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Reads what came since the last time. */
  PublishedTopics read() {
    if (consumer.assignment().isEmpty()) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : List.of(Topics.REQUESTS, Topics.IDENTITIES, Topics.REPORTERS)) {
        consumer
            .partitionsFor(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    consumer.poll(POLL).forEach(records::add);
    return this;
  }

  /** The batches of one collector on all partitions; of each partition in order. */
  List<RequestBatch> batches(String collector) {
    return batchRecords(collector).stream().map(PublishedTopics::batch).toList();
  }

  List<ConsumerRecord<byte[], byte[]>> batchRecords(String collector) {
    return records.stream()
        .filter(record -> record.topic().equals(Topics.REQUESTS))
        .filter(record -> batch(record).header().origin().collector().equals(collector))
        .toList();
  }

  /** How many reports there are in the batches of one collector. */
  long reports(String collector) {
    return batches(collector).stream().mapToLong(batch -> batch.columns().size()).sum();
  }

  List<Announcement> announcements() {
    return records.stream()
        .filter(record -> record.topic().equals(Topics.IDENTITIES))
        .map(PublishedTopics::announcement)
        .toList();
  }

  List<ConsumerRecord<byte[], byte[]>> announcementRecords() {
    return records.stream().filter(record -> record.topic().equals(Topics.IDENTITIES)).toList();
  }

  List<ReporterEvent> events(String collector) {
    return records.stream()
        .filter(record -> record.topic().equals(Topics.REPORTERS))
        .map(PublishedTopics::event)
        .filter(event -> event.collector().equals(collector))
        .toList();
  }

  static RequestBatch batch(ConsumerRecord<byte[], byte[]> record) {
    try {
      return RequestBatchCodec.decode(record.value());
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static Announcement announcement(ConsumerRecord<byte[], byte[]> record) {
    try {
      return IdentityCodec.decodeValue(IdentityCodec.decodeKey(record.key()), record.value());
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static ReporterEvent event(ConsumerRecord<byte[], byte[]> record) {
    try {
      ReporterEvent event = IdentityCodec.decodeEvent(record.value());
      if (!new String(record.key(), UTF_8).equals(event.nodeId())) {
        throw new AssertionError("the key is not the node: " + event);
      }
      return event;
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
