package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.runtime.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the groups of one partition while it is this process' own. Its groups have their turn
 * one after the other, the one that is furthest behind first.
 */
final class PartitionLeader {
  private static final Logger log = LoggerFactory.getLogger(PartitionLeader.class);
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration READ_MAX = Duration.ofSeconds(10);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(5);

  /** What is left of a group that was removed is looked at this often. */
  private static final Duration REMOVED_INTERVAL = Duration.ofSeconds(5);

  private final int partition;
  private final Kafka kafka;
  private final Evaluator.Work work;
  private final GroupEvaluation.Means means;
  private final CountDownLatch closing;
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private RuleSet ruleSet = RuleSet.EMPTY;
  private Map<String, RuleGroup> own = Map.of();
  private volatile @Nullable Map<String, GroupEvaluation> led;
  private volatile String trouble = "";

  /** Where states are, and whose they are. */
  record Kafka(Evaluator.Place place, AlertTopic topic, Assignment assignment) {}

  PartitionLeader(
      int partition,
      Kafka kafka,
      Evaluator.Work work,
      GroupEvaluation.Means means,
      CountDownLatch closing) {
    this.partition = partition;
    this.kafka = kafka;
    this.work = work;
    this.means = means;
    this.closing = closing;
  }

  /** Until closing. */
  void run() {
    while (closing.getCount() > 0) {
      if (!isHeld()) {
        trouble = "";
        pause(STEP);
        continue;
      }
      try (AlertWriter writer = new AlertWriter(kafka.place(), partition)) {
        lead(writer);
      } catch (KafkaException e) {
        failed(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Whether it evaluates now. */
  boolean isLeading() {
    return led != null && isHeld();
  }

  /** Why it does not, though the partition is its own; empty when all is well. */
  String trouble() {
    return trouble;
  }

  /** What there is to tell of its groups; nothing while it does not lead. */
  List<Alert> alerts() {
    Map<String, GroupEvaluation> groups = led;
    if (groups == null || !isHeld()) {
      return List.of();
    }
    return groups.values().stream().flatMap(group -> group.alerts().stream()).toList();
  }

  Optional<GroupStatus> status(String group) {
    Map<String, GroupEvaluation> groups = led;
    return groups == null || !isHeld()
        ? Optional.empty()
        : Optional.ofNullable(groups.get(group)).map(GroupEvaluation::status);
  }

  private void lead(AlertWriter writer) throws InterruptedException {
    long offset = writer.begin();
    if (!kafka.topic().awaitTaken(partition, offset, READ_MAX)) {
      trouble = "partition " + partition + " is not read through yet";
      return;
    }
    Map<String, GroupEvaluation> groups = new ConcurrentHashMap<>();
    kafka
        .topic()
        .groups()
        .forEach((name, known) -> {
          if (isOwn(name)) {
            groups.put(name, new GroupEvaluation(name, known, means));
          }
        });
    led = groups;
    try {
      log.atInfo().addKeyValue("partition", partition).log("leads");
      trouble = "";
      while (closing.getCount() > 0 && isHeld()) {
        if (!pass(groups, changes -> commit(writer, changes))) {
          pause(STEP);
        }
      }
    } finally {
      led = null;
      groups.values().forEach(GroupEvaluation::abandon);
      log.atInfo().addKeyValue("partition", partition).log("leads no more");
    }
  }

  private boolean commit(AlertWriter writer, List<AlertRecord> changes) {
    if (!isHeld()) {
      return false;
    }
    writer.commit(changes);
    backoff.reset();
    return true;
  }

  /** Every group that has something due evaluates one tick; what is only not read stays. */
  private boolean pass(Map<String, GroupEvaluation> groups, GroupEvaluation.Commit commit) {
    boolean isWhole = work.isWhole().getAsBoolean();
    look();
    own.keySet()
        .forEach(name ->
            groups.computeIfAbsent(
                name, unknown -> new GroupEvaluation(unknown, GroupView.NONE.copy(), means)));
    List<Map.Entry<String, GroupEvaluation>> turn = new ArrayList<>(groups.entrySet());
    turn.sort(Comparator.comparing(entry -> entry.getValue().last()));
    boolean isBusy = false;
    for (Map.Entry<String, GroupEvaluation> one : turn) {
      String name = one.getKey();
      RuleGroup group = own.get(name);
      if (group == null && !isWhole) {
        continue;
      }
      RuleGroup left = new RuleGroup(name, "", REMOVED_INTERVAL, 0, List.of());
      isBusy |= isHeld() && one.getValue().advance(group == null ? left : group, commit);
      if (group == null && one.getValue().isGone()) {
        groups.remove(name);
      }
    }
    return isBusy;
  }

  /** Notices other rules. A group without any is like one that is not there. */
  private void look() {
    RuleSet now = work.rules().get();
    if (!now.equals(ruleSet)) {
      Map<String, RuleGroup> mine = new HashMap<>();
      for (RuleGroup group : now.groups()) {
        if (!group.rules().isEmpty() && isOwn(group.name())) {
          mine.put(group.name(), group);
        }
      }
      own = Map.copyOf(mine);
      ruleSet = now;
    }
  }

  private boolean isOwn(String group) {
    return kafka.place().partition(group, kafka.topic().partitions()) == partition;
  }

  private boolean isHeld() {
    return kafka.assignment().held().contains(partition);
  }

  /**
   * Who was locked out waits as long as the group of evaluators needs to notice: if the partition
   * is still its own then, it really is.
   */
  private void failed(KafkaException e) {
    boolean isFenced = AlertWriter.isFenced(e);
    trouble =
        isFenced
            ? "another evaluator leads partition " + partition
            : "Kafka takes no alerts: " + e.getMessage();
    means
        .metrics()
        .error(isFenced ? EvaluationMetrics.Failure.FENCED : EvaluationMetrics.Failure.COMMIT);
    log.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("fenced", isFenced)
        .setCause(e)
        .log("stopped to lead");
    pause(isFenced ? means.config().sessionTimeout() : backoff.nextDelay());
  }

  private void pause(Duration time) {
    try {
      var _ = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown(); // nobody interrupts it but whoever wants it to end
    }
  }
}
