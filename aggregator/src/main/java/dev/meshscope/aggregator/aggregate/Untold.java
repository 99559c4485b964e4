package dev.meshscope.aggregator.aggregate;

/** Why an announcement or a version of an inventory is not kept. */
enum Untold {
  /** It is none, or one of a newer version. */
  UNREADABLE,
  /** As much is kept as configured. */
  FULL
}
