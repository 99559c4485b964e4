package dev.meshscope.model;

/** Field numbers that records about edges share; see the {@code .proto} files. Never reused. */
final class EdgeFields {
  /** Major version of the formats where nothing needs a newer one; a reader refuses newer ones. */
  static final int SCHEMA_VERSION = 1;

  // Of a batch.
  static final int SCHEMA = 1;
  static final int STRINGS = 16;
  static final int WORKLOADS = 17;

  // Of a workload; all but the kind are string indexes.
  static final int CLUSTER = 1;
  static final int NAMESPACE = 2;
  static final int NAME = 3;
  static final int VERSION = 4;
  static final int CANONICAL_SERVICE = 5;
  static final int KIND = 6;

  // Of an edge.
  static final int REPORTER = 1;
  static final int SOURCE = 2;
  static final int DESTINATION = 3;
  static final int SERVICE_NAMESPACE = 4;
  static final int SERVICE_NAME = 5;
  static final int PROTOCOL = 6;
  static final int TRAFFIC_CLASS = 7;
  static final int ENTRY = 8;
  static final int EXIT = 9;
  static final int PORT = 10;
  static final int SUBSET = 11;
  static final int HOST = 12;
  static final int SOURCE_PRINCIPAL = 13;
  static final int DESTINATION_PRINCIPAL = 14;
  static final int SECURITY = 15;

  /** One more than the highest field number of an edge or a workload. */
  static final int COUNT = 16;

  private EdgeFields() {}
}
