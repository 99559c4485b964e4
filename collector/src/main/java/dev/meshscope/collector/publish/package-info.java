/**
 * Puts reports into batches, one open batch per partition, and gives them to Kafka in order. Tells
 * the mesh's topics who is there: announcements of addresses and signs of life of nodes.
 */
@NullMarked
package dev.meshscope.collector.publish;

import org.jspecify.annotations.NullMarked;
