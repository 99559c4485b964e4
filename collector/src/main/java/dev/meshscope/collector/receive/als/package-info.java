/**
 * Envoy's gRPC access log service, version 3. Messages are read field by field from the wire, only
 * what is used; the bytes of one message are the memory of its entries, so that reading allocates
 * nothing.
 */
@NullMarked
package dev.meshscope.collector.receive.als;

import org.jspecify.annotations.NullMarked;
