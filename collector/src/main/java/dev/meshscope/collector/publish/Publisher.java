package dev.meshscope.collector.publish;

import dev.meshscope.collector.normalize.Ledgers;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The collector's way to Kafka: makes the topics, then a lane for each partition of topic {@code
 * requests}. Until Kafka has answered once there are no lanes, and streams wait for theirs.
 */
public final class Publisher implements Part {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final Duration RETRY_FIRST = Duration.ofMillis(100);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final KafkaConfig kafka;
  private final PublishConfig config;
  private final CollectorId id;
  private final InstantSource clock;
  private final Lane.Ledgers ledgers;
  private final RandomGenerator random;
  private final OutletCounts counts;
  private final LongSupplier accepted;
  private final Announcer announcer;
  private final NodeRegistry nodes;
  private final KafkaOutlet outlet;
  private final CompletableFuture<Lanes> lanes = new CompletableFuture<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable String> death = new AtomicReference<>();

  /**
   * Makes a publisher that does nothing yet.
   *
   * @param ledger what batches tell of the collector's counts
   * @param telemetry where stage {@code publish} is counted
   */
  public Publisher(
      Settings settings,
      Ledgers ledger,
      Telemetry telemetry,
      InstantSource clock,
      RandomGenerator random) {
    kafka = settings.kafka();
    config = settings.publish();
    id = settings.id();
    this.clock = clock;
    this.random = random;
    ledgers = new Lane.Ledgers(id.tenant(), ledger::accepted, ledger::rejected);
    accepted = ledger::accepted;
    counts = new OutletCounts(telemetry.stage("publish", "reports"));
    announcer = new Announcer(id.tenant(), clock);
    nodes = new NodeRegistry(id.tenant(), id.collector(), config.nodesMax(), clock);
    outlet =
        new KafkaOutlet(
            new Producers(kafka, config, "meshscope-collector-" + id.collector()),
            config.bufferBytesMax().bytes(),
            new Backoff(RETRY_FIRST, RETRY_LONGEST, random),
            counts);
    telemetry.gauge("publish_pending_bytes", "Waiting for Kafka.", outlet::pendingBytes);
    telemetry.gauge("publish_nodes", "Nodes with an open stream.", nodes::size);
  }

  /**
   * Which collector this is.
   *
   * @param tenant whose traffic it receives
   * @param collector its instance id, the same after a restart
   * @param incarnation start of this run, microseconds since the epoch
   */
  public record CollectorId(String tenant, String collector, long incarnation) {}

  /** What a publisher is told by configuration. */
  public record Settings(KafkaConfig kafka, PublishConfig publish, CollectorId id) {}

  @Override
  public String name() {
    return "publisher";
  }

  @Override
  public void start() {
    outlet.start();
    work("publish-connect", this::connect);
    work("publish-alive", this::tellAlive);
  }

  @Override
  public Health check() {
    String dead = death.get();
    Exception outletDeath = outlet.death();
    if (dead != null || outletDeath != null) {
      return Health.dead(dead == null ? "the Kafka sender ended: " + outletDeath : dead);
    }
    if (!lanes.isDone()) {
      return Health.notReady("waiting for Kafka at " + kafka.bootstrapServers());
    }
    Duration age = outlet.oldestAge();
    return age.compareTo(SLOW) > 0
        ? Health.notReady("Kafka has not acknowledged anything for " + age.toSeconds() + " s")
        : Health.ready(lanes.join().all().size() + " partitions");
  }

  /**
   * Whether reports can be handed over without a long wait; where not, a protocol that can tell its
   * clients to come again should.
   */
  public boolean isTaking() {
    return lanes.isDone()
        && !lanes.isCompletedExceptionally()
        && outlet.pendingBytes() < config.bufferBytesMax().bytes();
  }

  /** The lane with the fewest streams, for a new one; waits until there are lanes. */
  public Lane attach() throws InterruptedException, PublisherClosedException {
    try {
      return lanes.get().attach();
    } catch (ExecutionException e) {
      throw new PublisherClosedException();
    }
  }

  /**
   * Tells that a stream of that node opened. Returns when its announcements are on their way, so
   * that they are before the reports that follow.
   *
   * @param sinceMicros from when on the node has its addresses, microseconds since the epoch
   */
  public void opened(ReportingNode node, long sinceMicros)
      throws InterruptedException, PublisherClosedException {
    for (ProducerRecord<byte[], byte[]> record : announcer.records(node, sinceMicros)) {
      outlet.send(record);
    }
    var first = nodes.opened(node);
    if (first.isPresent()) {
      outlet.send(first.get());
    }
  }

  /** A clock's time, microseconds since the epoch. */
  public static long micros(InstantSource clock) {
    return Lane.micros(clock);
  }

  /** Reports that Kafka has acknowledged. */
  public long acknowledgedReports() {
    return counts.acknowledgedReports();
  }

  /** The collector's clock, microseconds since the epoch. */
  public long nowMicros() {
    return Lane.micros(clock);
  }

  /** Tells that a stream of that node closed. */
  public void closed(ReportingNode node) throws InterruptedException, PublisherClosedException {
    var last = nodes.closed(node);
    if (last.isPresent()) {
      outlet.send(last.get());
    }
  }

  @Override
  public void close() {
    long deadline = System.nanoTime() + config.flushTimeout().toNanos();
    try {
      if (!lanes.completeExceptionally(new PublisherClosedException())
          && !lanes.isCompletedExceptionally()) {
        lanes.join().all().forEach(Lane::stop);
        awaitLanes(deadline);
        for (ProducerRecord<byte[], byte[]> record : nodes.allClosed()) {
          outlet.send(record);
        }
      }
      boolean isFlushed = outlet.flush(Duration.ofNanos(deadline - System.nanoTime()));
      log.atLevel(isFlushed ? Level.INFO : Level.WARN)
          .addKeyValue("acknowledgedReports", counts.acknowledgedReports())
          .addKeyValue("lostReports", accepted.getAsLong() - counts.acknowledgedReports())
          .log("publisher stopped");
      threads.forEach(Thread::interrupt);
      outlet.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (PublisherClosedException e) {
      log.atWarn().log("the Kafka sender ended before the last words");
    }
  }

  private void awaitLanes(long deadlineNanos) throws InterruptedException {
    for (Thread thread : List.copyOf(threads)) {
      if (thread.getName().startsWith("publish-lane")) {
        thread.join(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
      }
    }
  }

  private void connect() throws InterruptedException {
    Backoff backoff = new Backoff(RETRY_FIRST, RETRY_LONGEST, random);
    boolean isLogged = false;
    while (true) {
      try {
        int partitions = new TopicCreation(kafka).run();
        open(partitions);
        return;
      } catch (ExecutionException | KafkaException e) {
        if (!isLogged) {
          log.atWarn()
              .addKeyValue("bootstrapServers", kafka.bootstrapServers())
              .addKeyValue("cause", String.valueOf(e.getMessage()))
              .log("Kafka is away, streams wait until it answers");
        }
        isLogged = true;
        backoff.pause();
      }
    }
  }

  private void open(int partitions) {
    List<Lane> made = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      RequestBatch.Origin origin =
          new RequestBatch.Origin(id.collector(), id.incarnation(), partition);
      made.add(new Lane(origin, config, ledgers, clock, this::publish));
    }
    log.atInfo().addKeyValue("partitions", partitions).log("publishing");
    made.forEach(lane -> work("publish-lane", lane::run));
    lanes.complete(new Lanes(made));
  }

  private void publish(RequestBatch batch, CompletableFuture<Void> acknowledged)
      throws InterruptedException, PublisherClosedException {
    int partition = batch.header().origin().partition();
    byte[] bytes = RequestBatchCodec.encode(batch);
    outlet.send(
        new ProducerRecord<>(Topics.REQUESTS, partition, null, bytes),
        batch.columns().size(),
        acknowledged);
  }

  /** Says that nodes are alive, and that Kafka is away or back, once each time. */
  private void tellAlive() throws InterruptedException, PublisherClosedException {
    boolean wasSlow = false;
    long nextNanos = System.nanoTime() + config.aliveInterval().toNanos();
    while (true) {
      Thread.sleep(TICK.compareTo(config.aliveInterval()) < 0 ? TICK : config.aliveInterval());
      boolean isSlow = outlet.oldestAge().compareTo(SLOW) > 0;
      if (isSlow != wasSlow) {
        log.atLevel(isSlow ? Level.WARN : Level.INFO)
            .addKeyValue("pendingBytes", outlet.pendingBytes())
            .log(isSlow ? "Kafka is away, batches wait" : "Kafka is back");
        wasSlow = isSlow;
      }
      if (System.nanoTime() - nextNanos >= 0) {
        nextNanos += config.aliveInterval().toNanos();
        for (ProducerRecord<byte[], byte[]> record : nodes.alive()) {
          outlet.send(record);
        }
      }
    }
  }

  /** A worker; its death is that of the process. */
  private void work(String name, Work work) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // close() wants the end
              } catch (PublisherClosedException e) {
                log.atDebug().addKeyValue("worker", name).log("publisher closed");
              } catch (RuntimeException e) {
                log.atError().addKeyValue("worker", name).setCause(e).log("worker ended");
                death.set(name + " ended: " + e);
              }
            });
    threads.add(thread);
    thread.start();
  }

  /** What a worker does. */
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException, PublisherClosedException;
  }
}
