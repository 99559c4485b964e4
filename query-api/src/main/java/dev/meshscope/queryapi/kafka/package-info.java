/**
 * What everybody here does with Kafka in the same way: keep a consumer, and follow a compacted
 * topic.
 */
@NullMarked
package dev.meshscope.queryapi.kafka;

import org.jspecify.annotations.NullMarked;
