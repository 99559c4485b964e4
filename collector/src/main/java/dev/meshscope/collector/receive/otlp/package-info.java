/**
 * OpenTelemetry's protocol over gRPC and HTTP: access logs as log records, and spans of proxies. A
 * message is answered when Kafka has acknowledged its reports. Records are read field by field from
 * the wire, like ALS; JSON is turned into the same bytes first.
 */
@NullMarked
package dev.meshscope.collector.receive.otlp;

import org.jspecify.annotations.NullMarked;
