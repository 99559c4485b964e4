package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Dispatcher.Departure;
import dev.meshscope.runtime.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One receiver with the groups of alerts for it. Owned by the dispatcher's thread. */
final class Receiver {
  /**
   * Notifications on their way to one receiver at a time. Not to be configured: it bounds our
   * threads and its connections, not what is told. Whatever waits is told as soon as one is back,
   * and a receiver that wants fewer says so with 429.
   */
  static final int IN_FLIGHT_MAX = 8;

  private static final Logger log = LoggerFactory.getLogger(Receiver.class);
  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_LONGEST = Duration.ofMinutes(1);

  private final Notifier notifier;
  private final String tenant;
  private final int groupsMax;
  private final RandomGenerator random;
  private final Map<Group, Lane> lanes = new LinkedHashMap<>();

  /** As it was at the latest look, without what has departed since. */
  private final Queue<Departure> waiting = new ArrayDeque<>();

  private int inFlight;
  private Instant pausedUntil = Instant.MIN;
  private boolean isOff;
  private boolean isFailing;
  private boolean isAway;
  private boolean isCrowded;

  /**
   * @param groupsMax groups of alerts; further ones are not told, which is an error
   * @param random jitter of retries
   */
  Receiver(Notifier notifier, String tenant, int groupsMax, RandomGenerator random) {
    this.notifier = notifier;
    this.tenant = tenant;
    this.groupsMax = groupsMax;
    this.random = random;
  }

  Notifier notifier() {
    return notifier;
  }

  /** Whether something was given up, or it took nothing twice. */
  boolean isFailing() {
    return isFailing || isAway;
  }

  /** Whether it must never be called again. */
  boolean isOff() {
    return isOff;
  }

  boolean isCrowded() {
    return isCrowded;
  }

  List<Lane> lanes() {
    return List.copyOf(lanes.values());
  }

  boolean has(Lane lane) {
    return lanes.get(lane.group()) == lane;
  }

  /**
   * What is true now.
   *
   * @param overruled ends among them that are none where groups are not known
   * @return lanes that were given up, because nothing is known here of their groups any more
   */
  List<Lane> see(List<Alert> alerts, Set<Alert> overruled) {
    Map<Group, List<Alert>> groups = new LinkedHashMap<>();
    for (Alert alert : alerts) {
      if (alert.state() != AlertState.PENDING && notifier.matchers().match(alert.labels())) {
        Group group = Group.of(notifier.name(), alert, notifier.pace().groupBy());
        groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(alert);
      }
    }
    List<Lane> gone =
        lanes.values().stream().filter(lane -> !groups.containsKey(lane.group())).toList();
    gone.forEach(lane -> lanes.remove(lane.group()));
    Set<Alert> untold = notifier.isGroupless() ? overruled : Set.of();
    boolean isFull = false;
    for (Map.Entry<Group, List<Alert>> one : groups.entrySet()) {
      if (!lanes.containsKey(one.getKey()) && lanes.size() >= groupsMax) {
        isFull = true;
      } else {
        lanes.computeIfAbsent(one.getKey(), this::lane).see(one.getValue(), untold);
      }
    }
    crowd(isFull);
    return gone;
  }

  /** What is to be told now, the first first, and nothing else. */
  void queue(List<Departure> due) {
    waiting.clear();
    waiting.addAll(due);
  }

  /** What is to be told next; null if nothing is. */
  @Nullable Departure next() {
    return waiting.poll();
  }

  boolean isFree(Instant now) {
    return inFlight < IN_FLIGHT_MAX && !now.isBefore(pausedUntil);
  }

  void departed(Instant now) {
    inFlight++;
    pause(now.plus(notifier.pace().gap()));
  }

  void landed() {
    inFlight--;
  }

  /** Nothing is sent before. */
  void pause(Instant until) {
    if (until.isAfter(pausedUntil)) {
      pausedUntil = until;
    }
  }

  void switchOff() {
    isOff = true;
  }

  /** Says once that it fails, until it works again. */
  void fails(String problem) {
    if (!isFailing) {
      log.atError()
          .addKeyValue("receiver", notifier.name())
          .addKeyValue("problem", problem)
          .log("alerts do not reach a receiver; see /api/v1/notifications");
    }
    isFailing = true;
  }

  /** Says once that something is not taken and tried again, until it works again. */
  void keepsWaiting(String problem) {
    if (!isFailing()) {
      log.atWarn()
          .addKeyValue("receiver", notifier.name())
          .addKeyValue("problem", problem)
          .log("a receiver takes no alerts, they are tried again");
    }
    isAway = true;
  }

  /** What it did not take before may work, too. */
  void works() {
    lanes.values().forEach(Lane::tryAgain);
    if (isFailing()) {
      log.atInfo().addKeyValue("receiver", notifier.name()).log("alerts reach a receiver again");
    }
    isFailing = false;
    isAway = false;
  }

  private Lane lane(Group group) {
    return new Lane(tenant, group, new Backoff(RETRY_FIRST, RETRY_LONGEST, random));
  }

  private void crowd(boolean isFull) {
    if (isFull && !isCrowded) {
      log.atError()
          .addKeyValue("receiver", notifier.name())
          .addKeyValue("groupsMax", groupsMax)
          .log(
              "too many groups of alerts: some are not told; group by fewer labels, or raise"
                  + " notifications.groupsMax");
    }
    isCrowded = isFull;
  }
}
