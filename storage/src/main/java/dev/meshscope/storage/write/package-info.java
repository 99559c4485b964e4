/**
 * Puts rows into the tables: encodes them as ClickHouse's RowBinary straight into an array, inserts
 * them with or without a deduplication token, and asks what of a log is stored already.
 */
@NullMarked
package dev.meshscope.storage.write;

import org.jspecify.annotations.NullMarked;
