package dev.meshscope.collector.receive.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/** What is exported. Both have messages of the same shape, down to the numbers of the fields. */
enum Signal {
  LOGS(
      "/v1/logs",
      "opentelemetry.proto.collector.logs.v1.LogsService",
      "rejectedLogRecords",
      "log records",
      ExportLogsServiceRequest.getDescriptor()),
  SPANS(
      "/v1/traces",
      "opentelemetry.proto.collector.trace.v1.TraceService",
      "rejectedSpans",
      "spans",
      ExportTraceServiceRequest.getDescriptor());

  private final String path;
  private final String service;
  private final String rejectedField;
  private final String noun;
  private final Descriptor request;

  Signal(String path, String service, String rejectedField, String noun, Descriptor request) {
    this.path = path;
    this.service = service;
    this.rejectedField = rejectedField;
    this.noun = noun;
    this.request = request;
  }

  /** Where it is posted. */
  String path() {
    return path;
  }

  /** The gRPC service; its method is {@code Export}. */
  String service() {
    return service;
  }

  /** How JSON names the number of records that were not taken. */
  String rejectedField() {
    return rejectedField;
  }

  /** What people call its records. */
  String noun() {
    return noun;
  }

  /** The type of its messages. */
  Descriptor request() {
    return request;
  }
}
