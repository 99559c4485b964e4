package dev.meshscope.aggregator.aggregate;

import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.Properties;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology in Kafka Streams. It waits for Kafka as long as it takes and for the topics
 * within a limit; an exception inside the topology makes it dead, which ends the process.
 */
public final class Aggregation implements Part {
  private static final Logger log = LoggerFactory.getLogger(Aggregation.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration LOOK_FIRST = Duration.ofMillis(100);
  private static final Duration LOOK_LONGEST = Duration.ofSeconds(1);

  private final AggregateConfig config;
  private final IdentityConfig identity;
  private final Membership membership;
  private final AggregationMetrics metrics;
  private final StreamsHealth health = new StreamsHealth();

  /** How it is until Streams runs; dead for good if it comes to that. */
  private volatile Health before = Health.notReady("not started");

  private volatile boolean isClosing;
  private volatile @Nullable KafkaStreams streams;
  private @Nullable RocksMemory memory;
  private @Nullable Thread starter;

  public Aggregation(
      AggregateConfig config, IdentityConfig identity, Membership membership, Telemetry telemetry) {
    this.config = config;
    this.identity = identity;
    this.membership = membership;
    metrics = new AggregationMetrics(telemetry);
    ConsumerLag.register(telemetry, () -> streams);
  }

  @Override
  public String name() {
    return "aggregate";
  }

  @Override
  public void start() {
    before = Health.notReady("looks for topics");
    starter = Thread.ofVirtual().name("aggregate-start").start(this::startWhenPossible);
  }

  @Override
  public Health check() {
    return streams == null || !before.isAlive() ? before : health.check();
  }

  /** Batches in the topic that were not read yet, as far as is known. */
  public long lag() {
    KafkaStreams running = streams;
    return running == null ? 0 : ConsumerLag.total(running.metrics());
  }

  @Override
  public void close() {
    isClosing = true;
    Thread starting = starter;
    if (starting != null) {
      if (streams == null) {
        starting
            .interrupt(); // it waits for topics; Streams itself takes an interrupt for a failure
      }
      join(starting);
    }
    KafkaStreams running = streams;
    if (running == null) {
      return;
    }
    boolean isClosed =
        running.close(
            CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(
                    CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    if (isClosed && memory != null) {
      memory.close(); // otherwise a thread still uses it
    }
  }

  private void startWhenPossible() {
    try {
      int deltaPartitions = awaitTopics();
      if (deltaPartitions > 0) {
        startStreams(deltaPartitions);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed meanwhile
    } catch (RuntimeException e) {
      if (isClosing) {
        return; // a Kafka client that was interrupted
      }
      log.atError().setCause(e).log("aggregation could not start");
      before = Health.dead("could not start: " + e);
    }
  }

  /** The partitions of the deltas; 0 when the topics did not come in time. */
  private int awaitTopics() throws InterruptedException {
    Backoff backoff = new Backoff(LOOK_FIRST, LOOK_LONGEST, RandomGenerator.getDefault());
    long missingSinceNanos = System.nanoTime();
    try (TopicWatch watch = new TopicWatch(membership.bootstrapServers())) {
      while (true) {
        switch (watch.look()) {
          case TopicWatch.Seen.All all -> {
            return all.deltaPartitions();
          }
          case TopicWatch.Seen.Away away -> {
            waitFor("waits for Kafka at " + membership.bootstrapServers(), away.reason());
            missingSinceNanos = System.nanoTime();
          }
          case TopicWatch.Seen.Missing missing -> {
            if (System.nanoTime() - missingSinceNanos > config.topicsTimeout().toNanos()) {
              before =
                  Health.dead(
                      "Kafka has no topics %s after %s; start a collector, it creates them"
                          .formatted(missing.names(), config.topicsTimeout()));
              return 0;
            }
            waitFor("waits for topics", missing.names());
          }
        }
        backoff.pause();
      }
    }
  }

  private void waitFor(String what, String detail) {
    Health now = Health.notReady(what + ": " + detail);
    if (!now.equals(before)) {
      log.atInfo().addKeyValue("detail", detail).log("aggregation " + what);
    }
    before = now;
  }

  private void startStreams(int deltaPartitions) throws InterruptedException {
    TopologySettings settings =
        new TopologySettings(
            deltaPartitions,
            config.recordMax().bytesAsInt(),
            config.sequenceRangesMax(),
            identity.announcementsMax(),
            identity.inventoryMax().bytes(),
            identity.waiting());
    RocksMemory shared = new RocksMemory(config.storeMemory().bytes());
    memory = shared;
    Properties properties = new Properties();
    properties.putAll(StreamsSettings.of(config, membership, shared));
    KafkaStreams created = new KafkaStreams(AggregationTopology.of(settings, metrics), properties);
    created.setStateListener(health);
    created.setUncaughtExceptionHandler(health);
    streams = created;
    if (isClosing) {
      throw new InterruptedException("closed while starting");
    }
    created.start();
    log.atInfo()
        .addKeyValue("instanceId", membership.instanceId())
        .addKeyValue("deltaPartitions", deltaPartitions)
        .log("aggregation starts");
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
