package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code LogRecord} (opentelemetry/proto/logs/v1/logs.proto) of a proxy. What it says may
 * stand in its attributes, in a body that is a list or a JSON object of the same names, or in a
 * body that is Istio's line of text.
 */
final class LogScanner extends RecordScanner {
  private static final int TIME = 1 << 3 | FIXED64;
  private static final int BODY = 5 << 3 | LENGTH_DELIMITED;
  private static final int ATTRIBUTE = 6 << 3 | LENGTH_DELIMITED;
  private static final long USED = 1 << 1 | 1 << 5 | 1 << 6;

  private static final LogAttribute[] ATTRIBUTES = LogAttribute.values();
  private static final AttributeTable TABLE = table();

  /** Only a proxy writes both. */
  private static final int CODE_MARK = 1;

  private static final int FLAGS_MARK = 2;
  private static final int MARKS = CODE_MARK | FLAGS_MARK;

  private final TextLine textLine = new TextLine(filler);
  private final JsonLine jsonLine = new JsonLine();
  private long timeNanos;
  private int marks;
  private AttributeScanner.Kind bodyKind = AttributeScanner.Kind.NONE;
  private int bodyOffset;
  private int bodyLength;

  LogScanner() {
    super(TABLE);
  }

  /** The record's own time if it is its first field, nanoseconds since the epoch; 0 if not. */
  long startNanos(byte[] message, int offset, int length) {
    in.over(message, offset, offset + length);
    return in.hasMore() && in.tag() == TIME ? in.fixed64() : 0;
  }

  @Override
  @Nullable Normalized scan(int offset, int length) {
    begin(offset, length);
    timeNanos = 0;
    marks = 0;
    bodyKind = AttributeScanner.Kind.NONE;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case TIME -> timeNanos = in.fixed64();
        case ATTRIBUTE -> attribute();
        case BODY -> body();
        default -> in.skip(tag, USED);
      }
    }
    if (in.isBroken()) {
      return Rejected.ENTRY_MALFORMED;
    }
    if (marks != MARKS && !readBody()) {
      return Skipped.FOREIGN;
    }
    filler.finish(timeNanos);
    return null;
  }

  /** Whether the body of the record that was read last is text. */
  boolean isBodyText() {
    return bodyKind == AttributeScanner.Kind.TEXT && bodyLength > 0;
  }

  int bodyOffset() {
    return bodyOffset;
  }

  int bodyLength() {
    return bodyLength;
  }

  private void body() {
    scanner.value(in);
    bodyKind = scanner.kind();
    bodyOffset = scanner.offset();
    bodyLength = scanner.length();
  }

  private boolean readBody() {
    if (bodyKind == AttributeScanner.Kind.LIST) {
      attributes(bodyOffset, bodyLength);
      return marks == MARKS && !in.isBroken();
    }
    if (!isBodyText()) {
      return false;
    }
    if (jsonLine.over(bytes, bodyOffset, bodyLength)) {
      while (jsonLine.next()) {
        int known = TABLE.find(bytes, jsonLine.keyOffset(), jsonLine.keyLength());
        if (known != AttributeTable.UNKNOWN) {
          LogAttribute attribute = ATTRIBUTES[known];
          mark(attribute);
          filler.text(
              attribute.reading(),
              attribute.target(),
              jsonLine.valueOffset(),
              jsonLine.valueLength());
        }
      }
      return marks == MARKS;
    }
    return textLine.read(bytes, bodyOffset, bodyLength);
  }

  @Override
  void take(int known) {
    LogAttribute attribute = ATTRIBUTES[known];
    mark(attribute);
    if (scanner.kind() == AttributeScanner.Kind.TEXT) {
      filler.text(attribute.reading(), attribute.target(), scanner.offset(), scanner.length());
    } else if (scanner.kind() == AttributeScanner.Kind.NUMBER) {
      filler.number(attribute.reading(), attribute.target(), scanner.number());
    }
  }

  private void mark(LogAttribute attribute) {
    if (attribute == LogAttribute.RESPONSE_CODE) {
      marks |= CODE_MARK;
    } else if (attribute == LogAttribute.RESPONSE_FLAGS) {
      marks |= FLAGS_MARK;
    }
  }

  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  private static AttributeTable table() {
    Map<String, Integer> keys = new HashMap<>();
    for (LogAttribute attribute : ATTRIBUTES) {
      keys.put(attribute.key(), attribute.ordinal());
      attribute.aliases().forEach(alias -> keys.put(alias, attribute.ordinal()));
    }
    return new AttributeTable(keys);
  }
}
