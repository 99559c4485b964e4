/** Answers questions about the service graph over REST. */
@NullMarked
package dev.meshscope.queryapi;

import org.jspecify.annotations.NullMarked;
