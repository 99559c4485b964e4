/** Receives what proxies report, normalizes it and publishes it in batches. */
@NullMarked
package dev.meshscope.collector;

import org.jspecify.annotations.NullMarked;
