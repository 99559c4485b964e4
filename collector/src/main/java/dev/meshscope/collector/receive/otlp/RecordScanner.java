package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.receive.WireCursor;
import org.jspecify.annotations.Nullable;

/**
 * Reads one kind of OTLP record and the resource (opentelemetry/proto/resource/v1/resource.proto)
 * that it is of. One owner, not thread-safe.
 */
abstract class RecordScanner {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;

  /** Of a {@code Resource}, and of a list of key values, too. */
  private static final int FIRST_ATTRIBUTE = 1 << 3 | LENGTH_DELIMITED;

  private static final long FIRST = 1 << 1;

  private final AttributeTable table;
  private final NodeTexts resource = new NodeTexts();
  final WireCursor in = new WireCursor();
  final AttributeScanner scanner = new AttributeScanner();
  final EntryFiller filler = new EntryFiller();
  byte[] bytes = {};

  /**
   * @param table what the attributes are called that count
   */
  RecordScanner(AttributeTable table) {
    this.table = table;
  }

  /** Reads what a resource says of the writer of its records; length 0 where there is none. */
  final void resource(byte[] message, int offset, int length) {
    bytes = message;
    resource.clear(message);
    filler.begin(message, resource);
    attributes(offset, length);
    resource.copy(filler.node());
  }

  /** Reads a record; null when {@link #filler} has all that it says, else what became of it. */
  abstract @Nullable Normalized scan(int offset, int length);

  /** Takes the attribute that {@link #scanner} has just read; its number is that of the table. */
  abstract void take(int known);

  final EntryFiller filler() {
    return filler;
  }

  /** To be called before a record is read. */
  final void begin(int offset, int length) {
    filler.begin(bytes, resource);
    in.over(bytes, offset, offset + length);
  }

  /** Reads a message that has nothing but attributes, as its first field. */
  final void attributes(int offset, int length) {
    in.over(bytes, offset, offset + length);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == FIRST_ATTRIBUTE) {
        attribute();
      } else {
        in.skip(tag, FIRST);
      }
    }
  }

  /** Reads the attribute that the cursor stands on. */
  final void attribute() {
    scanner.attribute(in);
    if (in.isBroken()) {
      return;
    }
    int known = table.find(bytes, scanner.keyOffset(), scanner.keyLength());
    if (known != AttributeTable.UNKNOWN) {
      take(known);
    }
  }
}
