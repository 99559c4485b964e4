package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.evaluate.EvaluationMetrics.Drop;
import dev.meshscope.queryapi.alert.evaluate.EvaluationMetrics.Failure;
import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Judged;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.evaluate.RuleStatuses.Attempt;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group in the hands of whoever leads it: tick after tick, from the states in the topic on.
 * Owned by the thread of its partition; what it shows to others is committed.
 */
final class GroupEvaluation {
  private static final Logger log = LoggerFactory.getLogger(GroupEvaluation.class);

  /** Evidence and the last tick may be this old in the topic where no state changes. */
  private static final Duration REFRESH = Duration.ofSeconds(30);

  /** What another evaluator's clock may be ahead by; its last tick is waited for. */
  private static final Duration AHEAD_MAX = Duration.ofMinutes(1);

  private static final DataState NOTHING_KNOWN = new DataState(null, null);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(2);

  private final String name;
  private final Means means;
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private final SortedMap<String, Tracked> written;
  private SortedMap<String, Tracked> current;
  private @Nullable Instant last;
  private @Nullable Instant beginning;
  private @Nullable Instant refreshed;
  private @Nullable Instant unstoredFrom;
  private @Nullable LateWalk walk;
  private long counted;
  private long notBeforeNanos = System.nanoTime();
  private @Nullable Instant watched;
  private @Nullable Instant watchRefreshed;
  private final RuleStatuses rules = new RuleStatuses();
  private volatile List<Alert> committed;
  private volatile GroupStatus status;

  /**
   * What all groups are evaluated with.
   *
   * @param data shared, so that many groups ask once
   * @param alerts how many there are of all groups
   * @param permits as many groups ask the database at once
   */
  record Means(
      Judge judge,
      DataStates data,
      IntSupplier alerts,
      EvaluationConfig config,
      Semaphore permits,
      InstantSource clock,
      EvaluationMetrics metrics) {}

  /** Where changes go. */
  interface Commit {
    /**
     * Writes all changes or none.
     *
     * @return false when this process does not lead any more: nothing was written
     */
    boolean commit(List<AlertRecord> changes);
  }

  @FunctionalInterface
  private interface Step {
    boolean take() throws ReadException;
  }

  GroupEvaluation(String name, GroupView known, Means means) {
    this.name = name;
    this.means = means;
    written = new TreeMap<>(known.alerts());
    current = new TreeMap<>(known.alerts());
    last = known.evaluatedAt();
    unstoredFrom = known.unstoredFrom();
    refreshed = last;
    committed = told();
    status =
        new GroupStatus(
            true, Optional.ofNullable(last), Duration.ZERO, Optional.empty(), rules.all());
  }

  /** What there is to tell: its alerts as they are in the topic, and ends of before. */
  List<Alert> alerts() {
    return committed;
  }

  GroupStatus status() {
    return status;
  }

  /** The last tick, for the order in which groups have their turn. */
  Instant last() {
    return last == null ? Instant.MIN : last;
  }

  /** Whether nothing is left of a group that was removed. */
  boolean isGone() {
    return last == null && written.isEmpty();
  }

  /** Another process goes on with it. */
  void abandon() {
    if (counted > 0) {
      means.metrics().dropped(Drop.LEAD_LOST, 1);
    }
  }

  /**
   * Evaluates the next tick, if it is due; before that the rules about the present, which wait for
   * no data. While none is due it looks again at one whose data came late.
   *
   * @param group its rules now; without any, what is left of it ends
   * @return whether a tick was evaluated
   */
  boolean advance(RuleGroup group, Commit commit) {
    watchLag(group, commit);
    if (System.nanoTime() - notBeforeNanos < 0) {
      return false;
    }
    Instant now = means.clock().instant();
    if (last != null && last.isAfter(now.plus(AHEAD_MAX).plus(group.interval()))) {
      log.atWarn()
          .addKeyValue("group", name)
          .addKeyValue("evaluatedAt", last)
          .log("a group was evaluated for times ahead: another clock is wrong, or this one");
      last = Ticks.beginning(group.interval(), now);
    }
    if (last == null && beginning == null) {
      beginning = Ticks.beginning(group.interval(), now);
    }
    Instant from = Objects.requireNonNull(last == null ? beginning : last);
    Ticks.Next next = Ticks.after(from, group.interval(), now, means.config().catchUpMax());
    if (next.at().isAfter(now)) {
      return lookAgain(group, commit);
    }
    count(next);
    return asking(
        group,
        () -> {
          Optional<DataState> data = data(group, next.at());
          return data.isPresent() && evaluate(group, new Moment(next.at(), data.get()), commit);
        });
  }

  /** In turn with other groups; where the tables cannot be read nothing was done. */
  private boolean asking(RuleGroup group, Step step) {
    means.permits().acquireUninterruptibly();
    try {
      return step.take();
    } catch (ReadException e) {
      failed(group, String.valueOf(e.getMessage()));
      return false;
    } finally {
      means.permits().release();
    }
  }

  /** Every tick since the last one is due once, and then evaluated or skipped. */
  private void count(Ticks.Next next) {
    long total = next.skipped() + 1;
    if (total > counted) {
      means.metrics().due(total - counted);
      means.metrics().dropped(Drop.SKIPPED, total - Math.max(counted, 1));
      counted = total;
    }
  }

  private Optional<DataState> data(RuleGroup group, Instant tick) throws ReadException {
    return group.rules().isEmpty() ? Optional.of(NOTHING_KNOWN) : means.data().ready(tick);
  }

  private boolean evaluate(RuleGroup group, Moment moment, Commit commit) throws ReadException {
    long from = System.nanoTime();
    GroupSteps steps = steps(group);
    List<Boolean> areActive = steps.areActive(current.values());
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < areActive.size(); i++) {
      long begun = System.nanoTime();
      Judged judged = judge(group.rules().get(i), areActive.get(i), moment);
      attempts.add(new Attempt(judged, since(begun)));
    }
    var result = steps.next(current.values(), judged(attempts), moment);
    note(group, moment);
    if (!write(result.alerts(), moment.tick(), group.rules().isEmpty(), commit)) {
      return false;
    }
    EvaluationMetrics metrics = means.metrics();
    metrics.evaluated(since(from));
    result.errors().forEach(error -> error.ifPresent(_ -> metrics.error(Failure.RULE)));
    backoff.reset();
    counted = 0;
    rules.judged(group, attempts, result.errors(), moment.tick());
    status =
        new GroupStatus(
            true, Optional.of(moment.tick()), since(from), Optional.empty(), rules.all());
    return true;
  }

  private GroupSteps steps(RuleGroup group) {
    int others = means.alerts().getAsInt() - written.size();
    int room = means.config().alertsMax() - others;
    return new GroupSteps(group, means.config().resolvedFor(), room);
  }

  private Judged judge(AlertRule rule, boolean isActive, Moment moment) throws ReadException {
    Condition condition = rule.condition();
    if (condition.isAboutThePresent() || (moment.isLate() && condition.holdsByLess())) {
      return new Judged.Kept(); // what is not stored yet would be taken for what was not there
    }
    Instant now = means.clock().instant();
    return Judged.asked(() -> {
      List<Finding> findings = means.judge().findings(rule, moment.tick(), now);
      return new Judged.Found(findings, isComplete(rule, isActive, moment, now));
    });
  }

  /** Who is silent is compared with a rule only where something depends on it. */
  private boolean isComplete(AlertRule rule, boolean isActive, Moment moment, Instant now)
      throws ReadException {
    DataState data = moment.data();
    if (!isActive || !data.isFresh(moment.tick()) || data.silent().isEmpty()) {
      return moment.isComplete();
    }
    return !means.judge().isConcerned(rule, data.silent(), moment.tick(), now);
  }

  /** Whether a tick must be looked at again, or can be. */
  private void note(RuleGroup group, Moment moment) {
    if (moment.isLate()) {
      unstoredFrom = unstoredFrom == null ? moment.tick() : unstoredFrom;
      walk = null; // it begins anew, or it would end before this tick
    } else if (moment.isFresh() && unstoredFrom != null && walk == null && last != null) {
      walk = new LateWalk(group, unstoredFrom, last, means.config().catchUpMax());
    }
  }

  private boolean lookAgain(RuleGroup group, Commit commit) {
    LateWalk open = walk;
    if (open == null || group.rules().isEmpty()) {
      return false;
    }
    Instant tick = open.next();
    return tick == null
        ? endWalk(open, commit)
        : asking(
            group,
            () -> {
              List<Judged> judged = new ArrayList<>();
              Moment moment = new Moment(tick, new DataState(tick, null));
              for (AlertRule rule : group.rules()) {
                judged.add(judge(rule, false, moment));
              }
              open.take(steps(group), judged, moment);
              return true;
            });
  }

  private boolean endWalk(LateWalk open, Commit commit) {
    SortedMap<String, Tracked> joined = open.joined(current);
    List<AlertRecord> changes = changes(joined, false);
    changes.add(new AlertRecord.Progress(name, last));
    if (!commit(changes, commit)) {
      return false;
    }
    current = joined;
    unstoredFrom = null;
    walk = null;
    return true;
  }

  /** Once in each interval, whether or not ticks wait. Writes only what changes. */
  private void watchLag(RuleGroup group, Commit commit) {
    Instant tick = Ticks.latest(group.interval(), means.clock().instant());
    boolean isDue = watched == null || tick.isAfter(watched);
    if (!isDue || group.rules().stream().noneMatch(rule -> rule.condition().isAboutThePresent())) {
      return;
    }
    long begun = System.nanoTime();
    List<Attempt> attempts = new ArrayList<>();
    for (AlertRule rule : group.rules()) {
      attempts.add(new Attempt(LagRules.judge(rule, means.data()), since(begun)));
    }
    var result =
        steps(group).between(current.values(), judged(attempts), new Moment(tick, NOTHING_KNOWN));
    boolean isRefresh = watchRefreshed == null || !tick.isBefore(watchRefreshed.plus(REFRESH));
    if (!commit(changes(result.alerts(), isRefresh), commit)) {
      return;
    }
    current = result.alerts();
    watched = tick;
    watchRefreshed = isRefresh ? tick : watchRefreshed;
    result.errors().forEach(error -> error.ifPresent(_ -> means.metrics().error(Failure.RULE)));
    rules.judged(group, attempts, result.errors(), tick);
    status =
        new GroupStatus(
            true,
            status.lastEvaluation(),
            status.evaluationTime(),
            status.lastError(),
            rules.all());
  }

  private boolean write(
      SortedMap<String, Tracked> next, Instant tick, boolean isRemoved, Commit commit) {
    boolean isRefresh =
        refreshed == null || !tick.isBefore(refreshed.plus(REFRESH)) || tick.equals(unstoredFrom);
    List<AlertRecord> changes = changes(next, isRefresh);
    boolean isOver = isRemoved && next.isEmpty();
    if (isRefresh || isOver || !changes.isEmpty()) {
      changes.add(new AlertRecord.Progress(name, isOver ? null : tick, unstoredFrom));
      if (!commit(changes, commit)) {
        return false;
      }
      refreshed = isRefresh ? tick : refreshed;
    }
    current = next;
    last = isOver ? null : tick;
    return true;
  }

  private boolean commit(List<AlertRecord> changes, Commit commit) {
    if (!changes.isEmpty()) {
      if (!commit.commit(changes)) {
        return false;
      }
      changes.forEach(this::take);
      committed = told();
    }
    return true;
  }

  private List<AlertRecord> changes(SortedMap<String, Tracked> next, boolean isRefresh) {
    List<AlertRecord> changes = new ArrayList<>();
    next.forEach((fingerprint, tracked) -> {
      Tracked before = written.get(fingerprint);
      if (!tracked.isSameState(before) || (isRefresh && !tracked.equals(before))) {
        changes.add(new AlertRecord.State(name, fingerprint, tracked));
      }
    });
    for (String fingerprint : written.keySet()) {
      if (!next.containsKey(fingerprint)) {
        changes.add(new AlertRecord.State(name, fingerprint, null));
      }
    }
    return changes;
  }

  private void take(AlertRecord change) {
    if (change instanceof AlertRecord.State state) {
      Tracked tracked = state.tracked();
      if (tracked == null) {
        written.remove(state.fingerprint());
      } else {
        written.put(state.fingerprint(), tracked);
      }
    }
  }

  private void failed(RuleGroup group, String error) {
    means.metrics().error(Failure.READ);
    notBeforeNanos = System.nanoTime() + backoff.nextDelay().toNanos();
    rules.unreadable(group, error);
    status =
        new GroupStatus(
            true, Optional.ofNullable(last), Duration.ZERO, Optional.of(error), rules.all());
  }

  private static List<Judged> judged(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::judged).toList();
  }

  private List<Alert> told() {
    return written.values().stream().flatMap(Tracked::told).toList();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
