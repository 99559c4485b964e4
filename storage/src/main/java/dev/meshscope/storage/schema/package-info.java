/**
 * What tables there are and how they come to be: numbered SQL files, run forward only, and the
 * retention that is set from the configuration.
 */
@NullMarked
package dev.meshscope.storage.schema;

import org.jspecify.annotations.NullMarked;
