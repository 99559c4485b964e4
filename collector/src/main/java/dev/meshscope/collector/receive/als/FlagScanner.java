package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.Unknown;
import dev.meshscope.collector.receive.WireCursor;
import dev.meshscope.model.ResponseFlag;

/**
 * Reads {@code ResponseFlags}: field n is bit n − 1 of the set. All are booleans but the one of
 * external authorization, a message that is there or not.
 */
final class FlagScanner {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int TYPE_MASK = 7;
  private static final int UAEX_FIELD = 13;
  private static final long UAEX_USED = EntryScanner.fields(1);
  private static final int LAST_FIELD = 28;
  private static final long FLAGS_USED = (1L << (LAST_FIELD + 1)) - 2;

  private final WireCursor in;

  FlagScanner(WireCursor in) {
    this.in = in;
  }

  void flags(ProtocolEntry entry) {
    int outer = in.enter();
    long flags = entry.number(ProtocolEntry.FLAGS);
    while (in.hasMore()) {
      int tag = in.tag();
      int field = tag >>> 3;
      int type = tag & TYPE_MASK;
      if (field == UAEX_FIELD && type == LENGTH_DELIMITED) {
        unauthorizedDetails();
        flags |= ResponseFlag.UAEX.bit();
      } else if (type == VARINT && field <= LAST_FIELD && field != UAEX_FIELD) {
        long bit = 1L << (field - 1);
        flags = in.varint() == 0 ? flags & ~bit : flags | bit;
      } else {
        unknown(tag, entry);
      }
    }
    in.leave(outer);
    entry.number(ProtocolEntry.FLAGS, flags);
  }

  private void unauthorizedDetails() {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == 1 << 3) {
        in.varint();
      } else {
        in.skip(tag, UAEX_USED);
      }
    }
    in.leave(outer);
  }

  private void unknown(int tag, ProtocolEntry entry) {
    long unknowns = entry.number(ProtocolEntry.UNKNOWNS);
    entry.number(ProtocolEntry.UNKNOWNS, unknowns | Unknown.FLAG.bit());
    in.skip(tag, FLAGS_USED);
  }
}
