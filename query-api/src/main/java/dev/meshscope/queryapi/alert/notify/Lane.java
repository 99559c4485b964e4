package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import dev.meshscope.queryapi.alert.notify.Notifier.Pace;
import dev.meshscope.runtime.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One group of alerts on its way to one receiver. Owned by the dispatcher's thread. */
final class Lane {
  /** A receiver that takes others may refuse just this: it is not asked every second. */
  private static final Duration REFUSED_REST = Duration.ofMinutes(1);

  private final Group group;
  private final Delivery.Key key;
  private final Backoff backoff;

  /** By fingerprint, when an end was told first: what listens for ends may hear it late. */
  private final Map<String, Instant> endsToldAt = new HashMap<>();

  private List<Alert> alerts = List.of();
  private Set<Alert> untold = Set.of();
  private @Nullable Instant changedAt;
  private @Nullable Instant toldHereAt;
  private Instant notBefore = Instant.MIN;
  private @Nullable Attempt attempt;
  private boolean isInFlight;
  private boolean isRestUntold;
  private @Nullable GivenUp givenUp;
  private Verdict.@Nullable Later failure;

  /**
   * What is to be told, and when.
   *
   * @param alerts all that there is to say: first what the receiver does not know, then what fires,
   *     then the oldest
   * @param due from when on
   * @param repeats how often what is known was told again, with this time
   * @param isNews whether there is anything in it that the receiver does not know
   */
  record Plan(List<Alert> alerts, Instant due, int repeats, boolean isNews) {}

  /**
   * A notification on its way.
   *
   * @param notice what it says
   * @param isNews whether the receiver does not know it
   * @param since when it was tried first
   * @param count how often it was tried
   */
  record Attempt(Notice notice, boolean isNews, Instant since, int count) {
    Attempt again() {
      return new Attempt(notice, isNews, since, count + 1);
    }
  }

  /**
   * What the receiver did not take.
   *
   * @param soonest when it may be tried anew if the receiver works
   * @param until when it is in any case
   */
  private record GivenUp(Notice notice, Instant soonest, Instant until) {}

  /** An alert beside what the receiver knows of it. */
  private record Fact(Alert alert, String fingerprint, Event event, boolean isNews) {
    static final Comparator<Fact> ORDER =
        Comparator.comparing(Fact::isNews)
            .reversed()
            .thenComparing(fact -> fact.event().state())
            .thenComparing(fact -> fact.event().at())
            .thenComparing(Fact::fingerprint);

    static Fact of(Alert alert, Told told) {
      String fingerprint = alert.fingerprint();
      Event event = Event.of(alert);
      return new Fact(alert, fingerprint, event, !told.isTold(fingerprint, event));
    }
  }

  Lane(String tenant, Group group, Backoff backoff) {
    this.group = group;
    this.backoff = backoff;
    key = new Delivery.Key(tenant, group.receiver(), group.key());
  }

  Group group() {
    return group;
  }

  Delivery.Key key() {
    return key;
  }

  Optional<Attempt> attempt() {
    return Optional.ofNullable(attempt);
  }

  boolean isInFlight() {
    return isInFlight;
  }

  /**
   * What is true now.
   *
   * @param leftOut which of them it is not to tell
   */
  void see(List<Alert> now, Set<Alert> leftOut) {
    alerts = now;
    untold = leftOut;
  }

  /** What the receiver is to be told next; empty if it knows all that it wants to know. */
  Optional<Plan> plan(Told told, Pace pace, Instant now) {
    List<Fact> facts =
        alerts.stream()
            .filter(alert -> untold.isEmpty() || !untold.contains(alert))
            .map(alert -> Fact.of(alert, told))
            .filter(fact -> !told.isPast(fact.fingerprint(), fact.alert()))
            .toList();
    boolean isNews = facts.stream().anyMatch(Fact::isNews);
    List<Alert> said =
        facts.stream()
            .filter(fact ->
                fact.isNews()
                    || fact.event().state() == AlertState.FIRING
                    || endOf(fact).plus(pace.keepResolved()).isAfter(now))
            .sorted(Fact.ORDER)
            .map(Fact::alert)
            .toList();
    if (!isNews) {
      changedAt = null;
      return said.isEmpty()
          ? Optional.empty()
          : Optional.of(new Plan(said, repeatDue(told, pace, now), told.repeats() + 1, false));
    }
    if (changedAt == null) {
      changedAt = now;
    }
    return Optional.of(new Plan(said, newsDue(told, pace, changedAt), told.repeats(), true));
  }

  /** The later of when it was over and when that was told here first. */
  private Instant endOf(Fact fact) {
    Instant at = fact.event().at();
    Instant toldAt = endsToldAt.getOrDefault(fact.fingerprint(), at);
    return toldAt.isAfter(at) ? toldAt : at;
  }

  private Instant newsDue(Told told, Pace pace, Instant since) {
    Instant due = since.plus(pace.patience());
    if (told.at() == null) {
      return due;
    }
    if (isRestUntold) {
      return told.at().plus(pace.rest());
    }
    Instant next = told.at().plus(pace.interval());
    return told.isFiring() && next.isAfter(due) ? next : due;
  }

  /** Whether it may be tried now, or is to be left alone for some time. */
  boolean isReady(Notice notice, Instant now) {
    boolean isGivenUp =
        givenUp != null
            && now.isBefore(givenUp.until())
            && givenUp.notice().isAllThatIsSaidBy(notice);
    return !isInFlight && !isGivenUp && !now.isBefore(notBefore);
  }

  /** Another try of the attempt, which is new if there is none. */
  Attempt begin(Notice notice, boolean isNews, Instant now) {
    Attempt begun = attempt == null ? new Attempt(notice, isNews, now, 1) : attempt.again();
    attempt = begun;
    isInFlight = true;
    return begun;
  }

  /** The try has ended, and another may come. */
  void land() {
    isInFlight = false;
  }

  /** How the attempt failed last; empty if it did not yet. */
  Optional<Verdict.Later> failure() {
    return Optional.ofNullable(failure);
  }

  /** Waits, for longer each time, and for no less than the receiver wants. */
  void backOff(Instant now, Verdict.Later verdict) {
    failure = verdict;
    Duration least = verdict.retryAfter();
    Duration delay = backoff.nextDelay();
    notBefore = now.plus(delay.compareTo(least) < 0 ? least : delay);
  }

  /** Forgets the attempt: it was told, or is no longer what is to be told. */
  void drop() {
    attempt = null;
    failure = null;
  }

  /** What did not fit follows whether the group fires or not. */
  void delivered(Notice notice, Instant now) {
    drop();
    isRestUntold = notice.leftOut() > 0;
    backoff.reset();
    givenUp = null;
    toldHereAt = now;
    changedAt = null;
    Map<String, Event> events = notice.events();
    endsToldAt.keySet().retainAll(events.keySet());
    events.forEach((fingerprint, event) -> {
      if (event.state() == AlertState.RESOLVED) {
        endsToldAt.putIfAbsent(fingerprint, now);
      } else {
        endsToldAt.remove(fingerprint);
      }
    });
  }

  /** The same is not tried again for some time. */
  void giveUp(Notice notice, boolean isRefused, Instant now, Duration rest) {
    drop();
    Instant soonest = isRefused ? now.plus(REFUSED_REST) : now;
    givenUp = new GivenUp(notice, soonest, now.plus(rest));
  }

  /** The receiver has taken something: what was given up rests no longer. */
  void tryAgain() {
    if (givenUp != null) {
      givenUp = new GivenUp(givenUp.notice(), givenUp.soonest(), givenUp.soonest());
    }
  }

  /** What the receiver knows once it was told something more. */
  Told after(Told before, Notice notice, Instant now) {
    SortedMap<String, Event> known = new TreeMap<>();
    for (Alert alert : alerts) {
      Event event = before.alerts().get(alert.fingerprint());
      if (event != null) {
        known.put(alert.fingerprint(), event);
      }
    }
    known.putAll(notice.events());
    return new Told(known, now, notice.repeats());
  }

  private Instant repeatDue(Told told, Pace pace, Instant now) {
    Instant last = pace.isResending() ? toldHereAt : told.at();
    return last == null ? now : last.plus(pace.repeat());
  }
}
