/**
 * What processes say to each other: records, their codecs and the topics they travel on. No I/O.
 */
@NullMarked
package dev.meshscope.model;

import org.jspecify.annotations.NullMarked;
