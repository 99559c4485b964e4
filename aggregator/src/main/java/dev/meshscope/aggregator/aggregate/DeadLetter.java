package dev.meshscope.aggregator.aggregate;

import java.util.Locale;

/** Why a record of topic {@code requests} is put aside. */
enum DeadLetter {
  /** No batch, or one of a newer major version. */
  UNREADABLE,
  /** Made for another partition than it came on: its repeats could not be recognized. */
  WRONG_PARTITION;

  /** The reason as header and label spell it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
