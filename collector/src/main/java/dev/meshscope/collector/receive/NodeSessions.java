package dev.meshscope.collector.receive;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.PeerDecoder;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.StreamNormalizer;
import dev.meshscope.collector.publish.Lane;
import dev.meshscope.collector.publish.Publisher;
import dev.meshscope.collector.publish.PublisherClosedException;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of nodes whose protocol has no streams: each message says anew who it is from. A
 * node that is silent for long is closed, as the end of its stream would close it. Safe for use by
 * all messages at once; those of one node take turns.
 */
public final class NodeSessions implements Part {
  private static final Logger log = LoggerFactory.getLogger(NodeSessions.class);
  private static final int CHECKS_PER_IDLE = 10;

  private final String name;
  private final Publisher publisher;
  private final Normalization normalization;
  private final SessionConfig config;
  private final Ledger ledger;
  private final RandomGenerator random;
  private final boolean areTold;
  private final ReentrantLock lock = new ReentrantLock();

  /** Those that were used last are last. */
  private final Map<ReportingNode, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  private @Nullable Thread closer;

  /**
   * Makes a part without sessions.
   *
   * @param name of the part
   * @param normalize limits of each session
   * @param peers reads the protocol's peer metadata
   * @param ledger the protocol's
   * @param random seeds the hashing of each session
   */
  public NodeSessions(
      String name,
      Publisher publisher,
      NormalizeConfig normalize,
      SessionConfig config,
      PeerDecoder peers,
      Ledger ledger,
      RandomGenerator random) {
    this(name, publisher, normalize, config, peers, ledger, random, true);
  }

  private NodeSessions(
      String name,
      Publisher publisher,
      NormalizeConfig normalize,
      SessionConfig config,
      PeerDecoder peers,
      Ledger ledger,
      RandomGenerator random,
      boolean areTold) {
    this.name = name;
    this.publisher = publisher;
    this.config = config;
    normalization = Normalization.ofMessages(normalize, peers, ledger);
    this.ledger = ledger;
    this.random = random;
    this.areTold = areTold;
  }

  /**
   * The same, but nobody is told of the nodes: for a source that does not tell of all requests, so
   * that hearing of a node by it says nothing about what else is heard.
   */
  public static NodeSessions untold(
      String name,
      Publisher publisher,
      NormalizeConfig normalize,
      SessionConfig config,
      PeerDecoder peers,
      Ledger ledger,
      RandomGenerator random) {
    return new NodeSessions(name, publisher, normalize, config, peers, ledger, random, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    closer = Thread.ofVirtual().name(name).start(this::closeIdle);
  }

  @Override
  public Health check() {
    Thread thread = closer;
    return thread != null && thread.isAlive()
        ? Health.ready(size() + " nodes")
        : Health.notReady("not running");
  }

  /** How many nodes are known. */
  public int size() {
    lock.lock();
    try {
      return sessions.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a message of that node; waits for its turn, and until Kafka has answered once.
   *
   * @param sinceMicros when the earliest request of the message began, microseconds since the epoch
   */
  public Turn turn(ReportingNode node, long sinceMicros)
      throws InterruptedException, PublisherClosedException {
    while (true) {
      Session session = session(node);
      session.turns.lockInterruptibly();
      boolean isBegun = false;
      try {
        if (!session.isClosed) {
          Turn turn = begin(session, sinceMicros);
          isBegun = true;
          return turn;
        }
      } finally {
        if (!isBegun) {
          session.turns.unlock();
        }
      }
    }
  }

  /** Closes all sessions. */
  @Override
  public void close() {
    Thread thread = closer;
    if (thread != null) {
      thread.interrupt();
    }
    try {
      closeAll(taken(Long.MAX_VALUE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (PublisherClosedException e) {
      log.atDebug().log("the publisher said it for all nodes");
    }
  }

  private Session session(ReportingNode node)
      throws InterruptedException, PublisherClosedException {
    List<Session> evicted = List.of();
    Session session;
    lock.lockInterruptibly();
    try {
      session = sessions.computeIfAbsent(node, Session::new);
      session.usedNanos = System.nanoTime();
      if (sessions.size() > config.sessionsMax()) {
        Iterator<Session> eldest = sessions.values().iterator();
        evicted = List.of(eldest.next());
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
    closeAll(evicted);
    return session;
  }

  private Turn begin(Session session, long sinceMicros)
      throws InterruptedException, PublisherClosedException {
    Lane lane = session.lane;
    if (lane == null) {
      lane = publisher.attach(); // waits for the topics, also those of identities
      if (areTold) {
        publisher.opened(session.node, sinceMicros);
      }
      session.lane = lane;
    }
    return new Turn(session, lane.enter());
  }

  private void closeIdle() {
    try {
      while (true) {
        Thread.sleep(config.idleMax().dividedBy(CHECKS_PER_IDLE));
        closeAll(taken(System.nanoTime() - config.idleMax().toNanos()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() wants the end
    } catch (PublisherClosedException e) {
      log.atDebug().log("the publisher said it for all nodes");
    }
  }

  /** Takes those out that were not used since. */
  private List<Session> taken(long sinceNanos) {
    List<Session> taken = new ArrayList<>();
    lock.lock();
    try {
      Iterator<Session> all = sessions.values().iterator();
      while (all.hasNext()) {
        Session session = all.next();
        if (sinceNanos == Long.MAX_VALUE || session.usedNanos - sinceNanos < 0) {
          taken.add(session);
          all.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    return taken;
  }

  private void closeAll(List<Session> gone) throws InterruptedException, PublisherClosedException {
    for (Session session : gone) {
      session.turns.lockInterruptibly();
      try {
        session.isClosed = true;
        Lane lane = session.lane;
        if (lane != null) {
          lane.detach();
          if (areTold) {
            publisher.closed(session.node);
          }
        }
      } finally {
        session.turns.unlock();
      }
    }
  }

  /** A node and what is kept for it; all but the time is touched in turns. */
  private final class Session {
    private final ReportingNode node;
    private final ReentrantLock turns = new ReentrantLock();
    private final StreamNormalizer normalizer;
    private @Nullable Lane lane;
    private boolean isClosed;

    /** When it was used last, {@link System#nanoTime}; guarded by the lock of all sessions. */
    private long usedNanos;

    private Session(ReportingNode node) {
      this.node = node;
      normalizer = normalization.of(node, random.nextLong());
    }
  }

  /** One message of a node, from its arrival until it is written; used and closed by one thread. */
  public final class Turn implements AutoCloseable {
    private final Session session;
    private final Lane.Visit visit;

    private Turn(Session session, Lane.Visit visit) {
      this.session = session;
      this.visit = visit;
    }

    /** Writes the report of an entry, if it is one, and counts what became of it. */
    public Normalized report(ProtocolEntry entry)
        throws InterruptedException, PublisherClosedException {
      Normalized normalized =
          session.normalizer.normalize(entry, visit.arrivalMicros(), visit.room());
      ledger.count(normalized);
      return normalized;
    }

    /**
     * Completes when Kafka has acknowledged all reports of this message; with {@link
     * PublisherClosedException} when it will not.
     */
    public CompletableFuture<Void> acknowledged() {
      return visit.acknowledged();
    }

    @Override
    public void close() {
      visit.close();
      session.turns.unlock();
    }
  }
}
