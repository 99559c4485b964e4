package dev.meshscope.aggregator.store;

import org.apache.kafka.clients.consumer.Consumer;

/**
 * What the writers of all partitions of edge-deltas share.
 *
 * @param shared what they share with others
 * @param blocks stores blocks
 * @param topics says which topic it is
 * @param consumer reads the topic; of one thread
 */
record DeltaParts(
    StoreParts shared, BlockWriter blocks, TopicIds topics, Consumer<byte[], byte[]> consumer) {}
