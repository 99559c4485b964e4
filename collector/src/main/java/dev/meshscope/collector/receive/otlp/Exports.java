package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.publish.PublisherClosedException;
import dev.meshscope.collector.receive.NodeSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports of the messages of one signal. Safe for use by all messages at once; what is needed
 * to understand one is kept for the next.
 */
final class Exports {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long PAST_MICROS_MAX = TimeUnit.HOURS.toMicros(48);
  private static final long FUTURE_MICROS_MAX = TimeUnit.MINUTES.toMicros(5);

  /** What tools of this kind take is little, and there are as many as threads that use them. */
  private static final int KEPT_MAX = 64;

  private final Signal signal;
  private final NodeSessions sessions;
  private final Ledger ledger;
  private final Supplier<RecordReader> readers;
  private final int recordsMax;
  private final ConcurrentLinkedQueue<Tools> kept = new ConcurrentLinkedQueue<>();

  /**
   * Makes the way of one signal.
   *
   * @param readers makes what understands its records, for one message at a time
   * @param recordsMax in one message
   */
  Exports(
      Signal signal,
      NodeSessions sessions,
      Ledger ledger,
      Supplier<RecordReader> readers,
      int recordsMax) {
    this.signal = signal;
    this.sessions = sessions;
    this.ledger = ledger;
    this.readers = readers;
    this.recordsMax = recordsMax;
  }

  /** What is needed to understand a message. */
  private record Tools(ExportScanner scanner, RecordReader reader) {}

  /**
   * A message that is on its way.
   *
   * @param answer what its client is told then
   * @param acknowledged completes when Kafka has acknowledged all its reports
   */
  record Written(Answer answer, CompletableFuture<Void> acknowledged) {}

  Signal signal() {
    return signal;
  }

  Ledger ledger() {
    return ledger;
  }

  /** How many records a message has; {@link ExportScanner#MALFORMED} if that cannot be told. */
  int records(byte[] bytes, int length) {
    Tools tools = take();
    try {
      return tools.scanner().check(bytes, length);
    } finally {
      giveBack(tools);
    }
  }

  /** Counts a message that came before. */
  void countRepeated(int records) {
    for (int i = 0; i < records; i++) {
      ledger.count(Skipped.REPEATED);
    }
  }

  /** Why a message of so many records is refused; null when it is not. */
  Answer.@Nullable Refused refused(int records) {
    if (records == ExportScanner.MALFORMED) {
      ledger.count(Rejected.MESSAGE_MALFORMED);
      return new Answer.Refused(Answer.Refusal.MALFORMED, "not an export request");
    }
    if (records > recordsMax) {
      ledger.count(Rejected.MESSAGE_TOO_LARGE);
      return new Answer.Refused(
          Answer.Refusal.TOO_LARGE, "more than " + recordsMax + " " + signal.noun());
    }
    return null;
  }

  /**
   * Writes the reports of a message whose records can be found.
   *
   * @param connection the address that it came from, empty when it is not known
   * @param nowMicros since the epoch
   */
  Written write(Body.Whole body, String connection, long nowMicros)
      throws InterruptedException, PublisherClosedException {
    Tools tools = take();
    try {
      Writing writing = new Writing(tools, body, connection);
      return writing.run(nowMicros);
    } finally {
      giveBack(tools);
    }
  }

  private Tools take() {
    Tools tools = kept.poll();
    return tools == null ? new Tools(new ExportScanner(), readers.get()) : tools;
  }

  private void giveBack(Tools tools) {
    tools.reader().end();
    tools.scanner().over(new byte[0], 0);
    if (kept.size() < KEPT_MAX) {
      kept.add(tools);
    }
  }

  /** One message, from its first record to its last: node by node, as they come. */
  private final class Writing {
    private final ExportScanner scanner;
    private final RecordReader reader;
    private final byte[] bytes;
    private final int length;
    private final Tally tally = new Tally(signal);
    private final List<CompletableFuture<Void>> acknowledgements = new ArrayList<>();
    private long sinceMicros;
    private @Nullable ReportingNode node;
    private NodeSessions.@Nullable Turn turn;

    private Writing(Tools tools, Body.Whole body, String connection) {
      scanner = tools.scanner();
      reader = tools.reader();
      bytes = body.bytes();
      length = body.length();
      reader.begin(bytes, connection);
    }

    private Written run(long nowMicros) throws InterruptedException, PublisherClosedException {
      sinceMicros = earliest(nowMicros);
      scanner.over(bytes, length);
      try {
        while (scanner.next()) {
          if (scanner.isNewResource()) {
            reader.resource(scanner.resourceOffset(), scanner.resourceLength());
          }
          record();
        }
      } finally {
        endTurn();
      }
      return new Written(
          tally.answer(),
          CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new)));
    }

    private void record() throws InterruptedException, PublisherClosedException {
      Normalized fate = reader.read(scanner.recordOffset(), scanner.recordLength());
      if (fate != null) {
        ledger.count(fate);
        tally.count(fate);
        return;
      }
      tally.count(turn(reader.node()).report(reader.entry()));
    }

    /** The turn of that node; no other one is held meanwhile, or two messages could deadlock. */
    private NodeSessions.Turn turn(ReportingNode next)
        throws InterruptedException, PublisherClosedException {
      NodeSessions.Turn current = turn;
      if (current != null && next.equals(node)) {
        return current;
      }
      endTurn();
      NodeSessions.Turn begun = sessions.turn(next, sinceMicros);
      node = next;
      turn = begun;
      return begun;
    }

    private void endTurn() {
      NodeSessions.Turn current = turn;
      if (current != null) {
        acknowledgements.add(current.acknowledged());
        turn = null;
        current.close();
      }
    }

    /** When the earliest request began, as far as that is easy to tell and can be true. */
    private long earliest(long nowMicros) {
      long earliest = nowMicros;
      scanner.over(bytes, length);
      while (scanner.next()) {
        long nanos = reader.startNanos(scanner.recordOffset(), scanner.recordLength());
        long micros = nanos / NANOS_PER_MICRO;
        boolean isReal =
            micros >= nowMicros - PAST_MICROS_MAX && micros <= nowMicros + FUTURE_MICROS_MAX;
        earliest = isReal ? Math.min(earliest, micros) : earliest;
      }
      return earliest;
    }
  }
}
