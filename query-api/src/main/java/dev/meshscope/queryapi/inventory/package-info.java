/**
 * What only the platform knows: taken as a document, checked, kept in a topic of Kafka, and told
 * again. Nothing that is asked about traffic needs it.
 */
@NullMarked
package dev.meshscope.queryapi.inventory;

import org.jspecify.annotations.NullMarked;
