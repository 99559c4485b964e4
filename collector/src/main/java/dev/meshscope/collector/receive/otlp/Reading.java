package dev.meshscope.collector.receive.otlp;

/** How the value of an attribute is understood. */
enum Reading {
  /** As it is. */
  TEXT,
  /** Address and port. */
  ADDRESS,
  /** A number without sign. */
  NUMBER,
  /** Short names of response flags. */
  FLAGS,
  /** Name of a request method. */
  METHOD,
  /** Version of HTTP. */
  VERSION,
  /** Name of a type of access log entry. */
  LOG_TYPE,
  /** URIs of a certificate, separated by commas. */
  URIS,
  /** Nanoseconds since the request began. */
  NANOS,
  /** Milliseconds since the request began. */
  MILLIS,
  /** When the request began, in ISO 8601. */
  START,
  /** Scheme, authority and path. */
  URL,
  /** Says who wrote the record. */
  NODE,
  /** Says that a proxy wrote the record. */
  MARK
}
