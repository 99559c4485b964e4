package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertBook;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.Worker;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Evaluates the rules of the partitions that Kafka assigns to this process, and knows the alerts of
 * all. Kafka and the database may be away as long as they like: this part says so and is ready all
 * the same, because no question about traffic needs it.
 */
public final class Evaluator implements Part, AlertBook {
  private static final long STEP_MILLIS = 100;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(4);

  private final Work work;
  private final AlertTopic topic;
  private final PartitionLeader.Kafka kafka;
  private final GroupEvaluation.Means means;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<PartitionLeader> leaders = new CopyOnWriteArrayList<>();
  private final List<Worker> workers = new CopyOnWriteArrayList<>();

  /**
   * Where alerts are kept.
   *
   * @param tenant whose they are; those of others are passed over
   */
  public record Place(String bootstrapServers, String tenant) {
    String groupId() {
      return "meshscope-alerts-" + tenant;
    }

    String transactionalId(int partition) {
      return groupId() + "-" + partition;
    }

    /** Which partition a group of rules is in. */
    int partition(String group, int partitions) {
      CRC32 hash = new CRC32();
      hash.update((tenant + "\0" + group).getBytes(StandardCharsets.UTF_8));
      return (int) (hash.getValue() % partitions);
    }
  }

  /**
   * What is evaluated.
   *
   * @param rules those in force, asked ten times a second and more
   * @param isWhole whether a group that is missing in them is there no more, so that what fires of
   *     it is resolved; if not, it stays as it is
   * @param judge finds out what holds
   */
  public record Work(Supplier<RuleSet> rules, BooleanSupplier isWhole, Judge judge) {}

  /** What the process lends. */
  public record Surroundings(InstantSource clock, Telemetry telemetry) {}

  /**
   * @param place where the states are
   * @param config its limits
   * @param work what is evaluated
   * @param surroundings what the process lends
   */
  public Evaluator(Place place, EvaluationConfig config, Work work, Surroundings surroundings) {
    this(place, config, work, surroundings, new GroupAssignment(place, config.sessionTimeout()));
  }

  Evaluator(
      Place place,
      EvaluationConfig config,
      Work work,
      Surroundings surroundings,
      Assignment assignment) {
    this.work = work;
    topic = new AlertTopic(place, config.alertsMax());
    kafka = new PartitionLeader.Kafka(place, topic, assignment);
    means =
        new GroupEvaluation.Means(
            work.judge(),
            new DataStates(work.judge(), surroundings.clock(), config),
            topic::size,
            config,
            new Semaphore(config.parallelism()),
            surroundings.clock(),
            new EvaluationMetrics(surroundings.telemetry(), this::led));
  }

  @Override
  public String name() {
    return "alert-evaluator";
  }

  @Override
  public void start() {
    topic.start();
    kafka.assignment().start();
    workers.add(Worker.start("alert-evaluator", this::beginToLead));
  }

  @Override
  public Health check() {
    Optional<Throwable> death =
        Stream.concat(
                Stream.of(topic.death(), kafka.assignment().death()),
                workers.stream().map(Worker::death))
            .flatMap(Optional::stream)
            .findFirst();
    if (death.isPresent()) {
      return Health.dead("evaluation ended: " + death.get());
    }
    Optional<String> trouble =
        Stream.concat(
                Stream.of(topic.trouble(), kafka.assignment().trouble()),
                leaders.stream().map(PartitionLeader::trouble))
            .filter(text -> !text.isEmpty())
            .findFirst();
    long led = leaders.stream().filter(PartitionLeader::isLeading).count();
    return Health.ready(trouble.orElse("leads %d of %d partitions".formatted(led, leaders.size())));
  }

  /** Finishes what it evaluates, and only then lets others have it. */
  @Override
  public void close() {
    closing.countDown();
    long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
    workers.forEach(worker -> worker.end(Duration.ofNanos(deadline - System.nanoTime())));
    kafka.assignment().close();
    topic.close();
  }

  @Override
  public List<Alert> all() {
    return topic.all();
  }

  @Override
  public List<Alert> led() {
    return leaders.stream().flatMap(leader -> leader.alerts().stream()).toList();
  }

  /** Whether {@link #all} is all: the topic was read, and Kafka answers. */
  public boolean isUpToDate() {
    return topic.trouble().isEmpty();
  }

  /** How the evaluation of a group goes; empty when nothing is known of it yet. */
  public Optional<GroupStatus> status(String group) {
    return leaders.stream()
        .flatMap(leader -> leader.status(group).stream())
        .findFirst()
        .or(() ->
            Optional.ofNullable(topic.group(group).evaluatedAt())
                .map(tick ->
                    new GroupStatus(
                        false, Optional.of(tick), Duration.ZERO, Optional.empty(), List.of())));
  }

  /** How many partitions there are is known when the topic is. */
  private void beginToLead() {
    try {
      while (topic.partitions() == 0) {
        if (closing.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    for (int partition = 0; partition < topic.partitions(); partition++) {
      var leader = new PartitionLeader(partition, kafka, work, means, closing);
      leaders.add(leader);
      workers.add(Worker.start("alert-partition-" + partition, leader::run));
    }
  }
}
