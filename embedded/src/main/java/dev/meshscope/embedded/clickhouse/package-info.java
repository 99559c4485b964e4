/**
 * The ClickHouse engine as a library (libchdb) behind ClickHouse's HTTP protocol on loopback. Read
 * {@link dev.meshscope.embedded.clickhouse.ClickHouseEngine} first; {@code Chdb} is the only class
 * that knows the C interface, {@code QueryHandler} the only one that knows the protocol's headers.
 */
@NullMarked
package dev.meshscope.embedded.clickhouse;

import org.jspecify.annotations.NullMarked;
