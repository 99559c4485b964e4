/**
 * What is asked of the database: one class per SQL statement, each with bound parameters, and the
 * reader that runs them under the limits that hold for every read.
 */
@NullMarked
package dev.meshscope.storage.read;

import org.jspecify.annotations.NullMarked;
