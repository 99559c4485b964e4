package dev.meshscope.collector.normalize;

import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ResponseFlag;
import java.time.Duration;

/**
 * The stream of a proxy's worker to one collector. Times are seconds on a clock that everybody
 * shares; bytes are those from downstream.
 */
final class WorkerStream {
  private static final int TCP_PERIODIC = 2;
  private static final int TCP_END = 3;
  private static final int HTTP_PERIODIC = 5;
  private static final int HTTP_END = 6;
  private static final int TCP_START = 14;

  private final Collector collector;
  private final StreamNormalizer normalizer;
  private Normalized last = Normalized.Skipped.INTERMEDIATE;

  private WorkerStream(Collector collector) {
    this.collector = collector;
    normalizer = collector.normalization.of(FlowTests.SIDECAR, 1);
  }

  void begin(Connection connection, double at) {
    tell(entry(connection, TestEntry.tcp(), TCP_START), at);
  }

  /** A connection goes on; the bytes that this adds. */
  long goesOn(Connection connection, double at, long bytes) {
    return intermediate(connection, at, bytes, TCP_PERIODIC);
  }

  long intermediate(Connection connection, double at, long bytes, int type) {
    return tell(
        entry(connection, TestEntry.tcp(), type).number(ProtocolEntry.BODY_BYTES_RECEIVED, bytes),
        at);
  }

  /** A connection ended; the bytes that this adds. */
  long end(Connection connection, double at, long bytes) {
    TestEntry entry = lasted(entry(connection, TestEntry.tcp(), TCP_END), connection, at);
    return tell(entry.number(ProtocolEntry.BODY_BYTES_RECEIVED, bytes), at);
  }

  long requestGoesOn(Connection connection, double at, long bytes) {
    TestEntry entry = entry(connection, TestEntry.http(), HTTP_PERIODIC);
    return tell(entry.number(ProtocolEntry.BODY_BYTES_RECEIVED, bytes), at);
  }

  long requestEnd(Connection connection, double at, long bytes) {
    TestEntry entry = lasted(entry(connection, TestEntry.http(), HTTP_END), connection, at);
    return tell(entry.number(ProtocolEntry.BODY_BYTES_RECEIVED, bytes), at);
  }

  /** What became of the last entry. */
  Normalized last() {
    return last;
  }

  Row lastRow() {
    RequestColumns columns = collector.reports.columns();
    int row = columns.size() - 1;
    return new Row(columns.isOpen(row), columns.endMicros(row), columns.durationNanos(row));
  }

  static long micros(double at) {
    return TestEntry.ARRIVAL_MICROS + (long) (at * 1e6);
  }

  private long tell(TestEntry entry, double at) {
    RequestColumns columns = collector.reports.columns();
    int rows = columns.size();
    last = normalizer.normalize(entry.entry(), micros(at), collector.reports);
    collector.ledger.count(last);
    return columns.size() == rows ? 0 : columns.bytesReceived(rows);
  }

  private static TestEntry entry(Connection connection, TestEntry entry, int type) {
    long micros = micros(connection.began());
    return entry
        .number(ProtocolEntry.LOG_TYPE, type)
        .number(ProtocolEntry.FLAGS, ResponseFlag.DC.bit())
        .text(ProtocolEntry.STREAM_ID, connection.id())
        .time(ProtocolEntry.START, micros / 1_000_000, (int) (micros % 1_000_000) * 1_000)
        .without(ProtocolEntry.DURATION);
  }

  private static TestEntry lasted(TestEntry entry, Connection connection, double at) {
    long nanos = (micros(at) - micros(connection.began())) * 1_000;
    return entry.time(ProtocolEntry.DURATION, nanos / 1_000_000_000, (int) (nanos % 1_000_000_000));
  }

  /** A run of a collector. */
  static final class Collector {
    private final Ledger ledger = new Ledger();
    private final ReportBuffer reports = new ReportBuffer();
    private final Normalization normalization;

    Collector() {
      this(1_000);
    }

    Collector(int openStreamsMax) {
      NormalizeConfig defaults = NormalizeConfig.defaults();
      OpenStreamConfig openStreams = new OpenStreamConfig(openStreamsMax, Duration.ofMinutes(1));
      normalization =
          Normalization.ofStreams(
              new NormalizeConfig(
                  defaults.flowsPerStreamMax(),
                  defaults.hostsPerStreamMax(),
                  defaults.nameBytesMax(),
                  defaults.peerBytesMax(),
                  openStreams,
                  defaults.operationsPerServiceMax(),
                  defaults.mirrors(),
                  defaults.memory()),
              new FlowTests.TextPeers(),
              ledger);
    }

    /** A proxy opens a stream to it. */
    WorkerStream stream() {
      return new WorkerStream(this);
    }

    Ledger ledger() {
      return ledger;
    }

    Normalization normalization() {
      return normalization;
    }
  }

  /** A connection, or the stream of a request. */
  record Connection(String id, double began) {}

  /** What was written last. */
  record Row(boolean isOpen, long endMicros, long durationNanos) {}
}
