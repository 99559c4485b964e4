package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.PeerDecoder;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads export requests of one signal record by record, in place: the bytes of a request must stay
 * as they are until {@link #end}. One owner, not thread-safe.
 */
public final class ExportReader {
  private static final byte[] NOTHING = {};
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long PAST_MICROS_MAX = TimeUnit.HOURS.toMicros(48);
  private static final long FUTURE_MICROS_MAX = TimeUnit.MINUTES.toMicros(5);

  private final ExportScanner scanner = new ExportScanner();
  private final RecordReader reader;
  private byte[] bytes = NOTHING;
  private int length;

  ExportReader(RecordReader reader) {
    this.reader = reader;
  }

  /** Reads log records; those that no proxy wrote with that reader of lines. */
  public static ExportReader ofLogs(BodyReader bodies) {
    return new ExportReader(new LogReader(bodies));
  }

  /** Reads spans where nobody hears access logs: all of proxies count. */
  public static ExportReader ofSpans() {
    SpanConfig config = new SpanConfig(true, Duration.ZERO, Duration.ofMinutes(1), 1_000);
    InstantSource clock = InstantSource.system();
    HeardNodes heard = new HeardNodes(config, clock);
    return new ExportReader(new SpanReader(new SpanGate(config, heard, () -> true, clock)));
  }

  /** Reads peer metadata as records have it. */
  public static PeerDecoder peers() {
    return new PeerText();
  }

  /** How many records a request has; negative if that cannot be told. */
  public int count(byte[] message, int size) {
    return scanner.check(message, size);
  }

  /**
   * Goes before the first record of a request.
   *
   * @param connection the address that it came from, empty when it is not known
   */
  public void over(byte[] message, int size, String connection) {
    bytes = message;
    length = size;
    reader.begin(message, connection);
    scanner.over(message, size);
  }

  /**
   * When the earliest request of all records began, as far as that is easy to tell and can be true,
   * microseconds since the epoch; goes before the first record.
   */
  public long earliestMicros(long nowMicros) {
    long earliest = nowMicros;
    scanner.over(bytes, length);
    while (scanner.next()) {
      long nanos = reader.startNanos(scanner.recordOffset(), scanner.recordLength());
      long micros = nanos / NANOS_PER_MICRO;
      boolean isReal =
          micros >= nowMicros - PAST_MICROS_MAX && micros <= nowMicros + FUTURE_MICROS_MAX;
      earliest = isReal ? Math.min(earliest, micros) : earliest;
    }
    scanner.over(bytes, length);
    return earliest;
  }

  /** Goes to the next record; false when there is none. */
  public boolean next() {
    if (!scanner.next()) {
      return false;
    }
    if (scanner.isNewResource()) {
      reader.resource(scanner.resourceOffset(), scanner.resourceLength());
    }
    return true;
  }

  /** Reads the record; null when {@link #entry} and {@link #node} tell of it, else its fate. */
  public @Nullable Normalized read() {
    return reader.read(scanner.recordOffset(), scanner.recordLength());
  }

  /** The record that was read. */
  public ProtocolEntry entry() {
    return reader.entry();
  }

  /** Who wrote it; the same object as before if it is the same node. */
  public ReportingNode node() {
    return reader.node();
  }

  /** Lets go of the request. */
  public void end() {
    reader.end();
    bytes = NOTHING;
    length = 0;
    scanner.over(NOTHING, 0);
  }
}
