package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.publish.PublisherClosedException;
import dev.meshscope.collector.receive.NodeSessions;
import dev.meshscope.collector.receive.NodeSessions.Turn;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Understands datagrams, batch by batch, and reports what they tell; lines of one controller that
 * follow each other are one message of its. Each datagram is counted once, whatever becomes of it.
 * One owner, not thread-safe.
 */
final class SyslogWorker {
  private final Datagrams datagrams;
  private final NodeSessions sessions;
  private final Ledger ledger;
  private final NginxLines lines;
  private final boolean announceSource;
  private final SyslogHeader header = new SyslogHeader();
  private LineSource source = LineSource.NONE;
  private @Nullable InetAddress sourceAddress;
  private byte[] sourceWords = {};
  private int counted;

  SyslogWorker(Datagrams datagrams, NodeSessions sessions, Ledger ledger, Reading reading) {
    this.datagrams = datagrams;
    this.sessions = sessions;
    this.ledger = ledger;
    lines = reading.lines();
    announceSource = reading.announceSource();
  }

  /**
   * How lines are read.
   *
   * @param lines reads them
   * @param announceSource whether the address that a datagram comes from is its controller's
   */
  record Reading(NginxLines lines, boolean announceSource) {}

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
    ReportingNode node = lines.node();
    try (Turn turn = sessions.turn(node, lines.startMicros())) {
      do {
        turn.report(lines.entry());
        counted++;
      } while (isNextUsable(batch) && lines.node().equals(node));
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
    byte[] bytes = batch.bytes();
    int to = batch.to(index);
    Normalized unusable = Rejected.MESSAGE_MALFORMED;
    if (header.read(bytes, batch.from(index), to)) {
      takeSource(bytes, batch.source(index));
      int from = header.messageFrom();
      unusable = lines.read(source, bytes, from, to - from);
    }
    if (unusable == null) {
      return true;
    }
    ledger.count(unusable);
    counted++;
    return false;
  }

  /** All lines of one log have the same head but for the time. */
  private void takeSource(byte[] bytes, @Nullable InetAddress address) {
    int from = header.wordsFrom();
    int to = header.wordsTo();
    boolean isSame =
        address != null
            && address.equals(sourceAddress)
            && Arrays.equals(bytes, from, to, sourceWords, 0, sourceWords.length);
    if (isSame) {
      return;
    }
    sourceAddress = address;
    sourceWords = Arrays.copyOfRange(bytes, from, to);
    String own = address == null || !announceSource ? "" : text(address);
    source = new LineSource(header.host(), header.tag(), "", "", own);
  }

  /** The address without the interface that it was seen on. */
  private static String text(InetAddress address) {
    return address.getHostAddress().split("%", 2)[0];
  }

  private void refuseRest(Datagrams.Batch batch) {
    for (; counted < batch.size(); counted++) {
      ledger.count(Rejected.STOPPING);
    }
  }
}
