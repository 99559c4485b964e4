package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of everything that this run of the collector received: received = accepted + rejected
 * + skipped. Safe for use by all streams at once.
 */
public final class Ledger {
  private final LongAdder[] accepted = adders(Accepted.values().length);
  private final LongAdder[] rejected = adders(Rejected.values().length);
  private final LongAdder[] skipped = adders(Skipped.values().length);
  private final LongAdder[] unknown = adders(Unknown.values().length);
  private final LongAdder flowsForgotten = new LongAdder();
  private final LongAdder operationsOverflowed = new LongAdder();
  private final LongAdder streamsResumed = new LongAdder();
  private final LongAdder streamsLeftOut = new LongAdder();
  private final LongAdder streamsWithheld = new LongAdder();
  private final LongAdder bytesWithheld = new LongAdder();

  /** Counts an entry. */
  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  public void count(Normalized normalized) {
    switch (normalized) {
      case Accepted kind -> accepted[kind.ordinal()].increment();
      case Rejected reason -> rejected[reason.ordinal()].increment();
      case Skipped kind -> skipped[kind.ordinal()].increment();
    }
  }

  /** Counts what an accepted entry had that we do not know, bits of {@link Unknown}. */
  void unknown(long bits) {
    for (int kind = 0; kind < unknown.length; kind++) {
      if ((bits >>> kind & 1) != 0) {
        unknown[kind].increment();
      }
    }
  }

  void flowsForgotten() {
    flowsForgotten.increment();
  }

  void operationOverflowed() {
    operationsOverflowed.increment();
  }

  /** A stream that goes on was told of to others before; its bytes count from here on. */
  void streamResumed() {
    streamsResumed.increment();
  }

  /** There was no room to follow a stream that goes on; its bytes count at its end. */
  void streamLeftOut() {
    streamsLeftOut.increment();
  }

  /** A stream ended whose bytes others may have counted. */
  void withheld(long bytes) {
    streamsWithheld.increment();
    bytesWithheld.add(bytes);
  }

  /** All accepted entries: each is a row in a batch. */
  public long accepted() {
    return sum(accepted);
  }

  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  public long accepted(Accepted kind) {
    return accepted[kind.ordinal()].sum();
  }

  /** All rejected entries. */
  public long rejected() {
    return sum(rejected);
  }

  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  public long rejected(Rejected reason) {
    return rejected[reason.ordinal()].sum();
  }

  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  public long skipped(Skipped kind) {
    return skipped[kind.ordinal()].sum();
  }

  /** Accepted entries that had something unknown of that kind. */
  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  public long unknown(Unknown kind) {
    return unknown[kind.ordinal()].sum();
  }

  /** How often a stream had more flows than it may keep. */
  public long timesFlowsForgotten() {
    return flowsForgotten.sum();
  }

  /** Reports whose operation was one too many of its service. */
  public long operationsOverflowed() {
    return operationsOverflowed.sum();
  }

  /**
   * Entries about streams that go on and were told of to others before, perhaps to another
   * collector.
   */
  public long streamsResumed() {
    return streamsResumed.sum();
  }

  /** Entries about streams that go on for which there was no room. */
  public long streamsLeftOut() {
    return streamsLeftOut.sum();
  }

  /** Streams that counted without the rest of their bytes, because others may have counted it. */
  public long streamsWithheld() {
    return streamsWithheld.sum();
  }

  /** Bytes, of both directions, that were not counted for that. */
  public long bytesWithheld() {
    return bytesWithheld.sum();
  }

  /** Everything: accepted, rejected and skipped. */
  public long received() {
    return accepted() + rejected() + sum(skipped);
  }

  private static long sum(LongAdder[] adders) {
    long sum = 0;
    for (LongAdder adder : adders) {
      sum += adder.sum();
    }
    return sum;
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }
}
