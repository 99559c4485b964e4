package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.publish.PublisherClosedException;
import dev.meshscope.collector.receive.NodeSessions;
import dev.meshscope.collector.receive.NodeSessions.Turn;

/**
 * Understands datagrams, batch by batch, and reports what they tell; lines of one controller that
 * follow each other are one message of its. Each datagram is counted once, whatever becomes of it.
 * One owner, not thread-safe.
 */
final class SyslogWorker {
  private final Datagrams datagrams;
  private final NodeSessions sessions;
  private final Ledger ledger;
  private final DatagramReader reader;
  private int counted;

  SyslogWorker(Datagrams datagrams, NodeSessions sessions, Ledger ledger, DatagramReader reader) {
    this.datagrams = datagrams;
    this.sessions = sessions;
    this.ledger = ledger;
    this.reader = reader;
  }

  /** Works until no more come; what cannot be reported because the collector stops is counted. */
  void run() {
    try {
      Datagrams.Batch batch = datagrams.take();
      while (batch != null) {
        report(batch);
        batch = datagrams.take();
      }
    } catch (InterruptedException e) {
      refuseAll();
      Thread.currentThread().interrupt();
    }
  }

  /** Counts what nobody will understand: whoever interrupts has seen to it that no more come. */
  private void refuseAll() {
    for (Datagrams.Batch batch = datagrams.poll(); batch != null; batch = datagrams.poll()) {
      counted = 0;
      refuseRest(batch);
    }
  }

  private void report(Datagrams.Batch batch) throws InterruptedException {
    counted = 0;
    try {
      while (counted < batch.size()) {
        reportRun(batch);
      }
    } catch (PublisherClosedException e) {
      refuseRest(batch);
    } catch (InterruptedException e) {
      refuseRest(batch);
      throw e;
    }
  }

  /** Reports the next lines that are of one controller. */
  private void reportRun(Datagrams.Batch batch)
      throws InterruptedException, PublisherClosedException {
    if (!isUsable(batch, counted)) {
      return;
    }
    ReportingNode node = reader.node();
    try (Turn turn = sessions.turn(node, reader.startMicros())) {
      do {
        turn.report(reader.entry());
        counted++;
      } while (isNextUsable(batch) && reader.node().equals(node));
    }
  }

  /** Goes to the next line that can be reported; those before it are counted. */
  private boolean isNextUsable(Datagrams.Batch batch) {
    while (counted < batch.size()) {
      if (isUsable(batch, counted)) {
        return true;
      }
    }
    return false;
  }

  /** Reads a datagram; one that cannot be reported is counted. */
  private boolean isUsable(Datagrams.Batch batch, int index) {
    Normalized unusable =
        reader.read(batch.bytes(), batch.from(index), batch.to(index), batch.source(index));
    if (unusable == null) {
      return true;
    }
    ledger.count(unusable);
    counted++;
    return false;
  }

  private void refuseRest(Datagrams.Batch batch) {
    for (; counted < batch.size(); counted++) {
      ledger.count(Rejected.STOPPING);
    }
  }
}
