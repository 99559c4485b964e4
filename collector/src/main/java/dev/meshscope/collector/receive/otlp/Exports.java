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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports of the messages of one signal. Safe for use by all messages at once; what is needed
 * to understand one is kept for the next.
 */
final class Exports {
  /** What tools of this kind take is little, and there are as many as threads that use them. */
  private static final int KEPT_MAX = 64;

  private final Signal signal;
  private final NodeSessions sessions;
  private final Ledger ledger;
  private final Supplier<RecordReader> readers;
  private final int recordsMax;
  private final ConcurrentLinkedQueue<ExportReader> kept = new ConcurrentLinkedQueue<>();

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
    ExportReader reader = take();
    try {
      return reader.count(bytes, length);
    } finally {
      giveBack(reader);
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
    ExportReader reader = take();
    try {
      reader.over(body.bytes(), body.length(), connection);
      return new Writing(reader).run(nowMicros);
    } finally {
      giveBack(reader);
    }
  }

  private ExportReader take() {
    ExportReader reader = kept.poll();
    return reader == null ? new ExportReader(readers.get()) : reader;
  }

  private void giveBack(ExportReader reader) {
    reader.end();
    if (kept.size() < KEPT_MAX) {
      kept.add(reader);
    }
  }

  /** One message, from its first record to its last: node by node, as they come. */
  private final class Writing {
    private final ExportReader reader;
    private final Tally tally = new Tally(signal);
    private final List<CompletableFuture<Void>> acknowledgements = new ArrayList<>();
    private long sinceMicros;
    private @Nullable ReportingNode node;
    private NodeSessions.@Nullable Turn turn;

    private Writing(ExportReader reader) {
      this.reader = reader;
    }

    private Written run(long nowMicros) throws InterruptedException, PublisherClosedException {
      sinceMicros = reader.earliestMicros(nowMicros);
      try {
        while (reader.next()) {
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
      Normalized fate = reader.read();
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
  }
}
