package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertBook;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.Delivery.Result;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import dev.meshscope.queryapi.alert.notify.Lane.Attempt;
import dev.meshscope.queryapi.alert.notify.Lane.Plan;
import dev.meshscope.queryapi.alert.notify.Verdict.Failure;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.StageMetrics;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every second what is true with what each receiver knows, and tells the difference: what
 * wakes people first, a few at a time, the next as soon as one is back. It keeps nothing that must
 * survive: what is true is in the book, what is known in the log.
 */
public final class Dispatcher implements Part {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final long CLOSE_MILLIS = 2_000;

  /**
   * How long what was given up rests before it is tried anew. Long enough not to be a burden, short
   * enough for a page to be worth something, and for an end: it is known for 2 h by default.
   */
  private static final Duration REST = Duration.ofMinutes(5);

  private static final Verdict BROKEN_OFF =
      new Verdict.Later(0, Failure.CONNECTION, "broken off", Duration.ZERO);

  private final NotifyConfig config;
  private final String tenant;
  private final AlertBook book;
  private final ToldLog deliveries;
  private final InstantSource clock;
  private final Duration tick;
  private final StageMetrics metrics;
  private final Notifiers notifiers;
  private final List<Receiver> receivers;
  private final boolean isAnyGroupless;
  private final BlockingQueue<Landing> landings;

  /** Not virtual: see {@link HttpSender#send}. As many as receivers may have on their way. */
  private final ExecutorService couriers =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("notify-", 0).factory());

  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile String state = "waits for what was told before";
  private volatile @Nullable Thread thread;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * What the process lends.
   *
   * @param clock the wall clock: when to tell
   * @param random jitter of retries
   * @param telemetry counts notifications
   */
  public record Surroundings(InstantSource clock, RandomGenerator random, Telemetry telemetry) {}

  /** What is to be told next. */
  record Departure(Receiver receiver, Lane lane, Plan plan, Notice notice) {
    static final Comparator<Departure> ORDER =
        Comparator.comparing((Departure departure) -> departure.notice().isPage())
            .reversed()
            .thenComparing(departure -> departure.plan().due());
  }

  private record Landing(Receiver receiver, Lane lane, Attempt attempt, Verdict verdict) {}

  /**
   * @param config whom to tell, and when
   * @param book what is true; only what is led here is told
   * @param deliveries what was told, of the same tenant
   * @param surroundings what the process lends
   */
  public Dispatcher(
      NotifyConfig config, AlertBook book, DeliveryLog deliveries, Surroundings surroundings) {
    this(config, book, deliveries.told(), surroundings, TICK);
  }

  Dispatcher(
      NotifyConfig config,
      AlertBook book,
      ToldLog deliveries,
      Surroundings surroundings,
      Duration tick) {
    this.config = config;
    this.book = book;
    this.deliveries = deliveries;
    this.tick = tick;
    tenant = deliveries.tenant();
    clock = surroundings.clock();
    metrics =
        surroundings
            .telemetry()
            .stage("notify", "notifications")
            .dropping(Drop.values())
            .failing(Failure.values());
    notifiers = new Notifiers(config, clock);
    receivers =
        notifiers.all().stream()
            .map(notifier ->
                new Receiver(notifier, tenant, config.groupsMax(), surroundings.random()))
            .toList();
    isAnyGroupless = notifiers.all().stream().anyMatch(Notifier::isGroupless);
    landings = new LinkedBlockingQueue<>(1 + receivers.size() * Receiver.IN_FLIGHT_MAX);
  }

  @Override
  public String name() {
    return "notify";
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().daemon().name("notify").start(this::run);
  }

  /** Ready also while receivers fail: whoever asks for traffic does not care. */
  @Override
  public Health check() {
    Thread started = thread;
    if (started != null && !started.isAlive() && closing.getCount() > 0) {
      return Health.dead("notifications have ended; see the log for why");
    }
    return Health.ready(state);
  }

  /** What is on its way has 2 s to arrive, so that it is known to have been told. */
  @Override
  public void close() {
    closing.countDown();
    Thread started = thread;
    try {
      if (started != null) {
        started.join(2 * CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    couriers.shutdownNow();
    notifiers.close();
  }

  /** Notifications on their way. */
  int inFlight() {
    return inFlight.get();
  }

  private void run() {
    try {
      long next = System.nanoTime();
      while (closing.getCount() > 0) {
        Landing landing = landings.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (landing != null) {
          land(landing);
          departFrom(landing.receiver(), clock.instant());
        }
        if (next - System.nanoTime() <= 0) {
          compare(clock.instant());
          next = System.nanoTime() + tick.toNanos();
        }
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
      while (inFlight.get() > 0 && end - System.nanoTime() > 0) {
        Landing landing = landings.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (landing != null) {
          land(landing);
        }
      }
    } catch (InterruptedException e) {
      log.atInfo().log("notifications were interrupted"); // by whoever wants them to end
    }
  }

  private void compare(Instant now) {
    if (!deliveries.isRead()) {
      receivers.forEach(receiver -> receiver.queue(List.of()));
      return;
    }
    List<Alert> alerts = book.led();
    Set<Alert> overruled = isAnyGroupless ? Overruled.ends(alerts, book) : Set.of();
    for (Receiver receiver : receivers) {
      receiver.see(alerts, overruled).forEach(lane -> handOver(lane, now));
      if (receiver.isCrowded()) {
        metrics.error(Failure.CROWDED);
      }
      List<Departure> due = new ArrayList<>();
      receiver.lanes().forEach(lane -> departure(receiver, lane, now).ifPresent(due::add));
      due.sort(Departure.ORDER);
      receiver.queue(due);
      departFrom(receiver, now);
    }
    state = state();
  }

  /** What is to be sent now; an attempt to tell something else is over. */
  private Optional<Departure> departure(Receiver receiver, Lane lane, Instant now) {
    if (lane.isInFlight()) {
      return Optional.empty();
    }
    Told told = deliveries.told(lane.key());
    Optional<Plan> plan = lane.plan(told, receiver.notifier().pace(), now);
    if (plan.isEmpty()) {
      supersede(lane);
      return Optional.empty();
    }
    if (plan.get().due().isAfter(now) && lane.attempt().isEmpty()) {
      return Optional.empty();
    }
    int fitting = receiver.notifier().fitting(plan.get().alerts(), lane.group());
    Notice notice = Notice.of(tenant, lane.group(), plan.get(), fitting);
    if (lane.attempt().filter(old -> !old.notice().id().equals(notice.id())).isPresent()) {
      supersede(lane);
    }
    return plan.get().due().isAfter(now) || !lane.isReady(notice, now)
        ? Optional.empty()
        : Optional.of(new Departure(receiver, lane, plan.get(), notice));
  }

  /** As many as may be on their way; what is left waits for one to be back. */
  private void departFrom(Receiver receiver, Instant now) {
    while (receiver.isOff() || receiver.isFree(now)) {
      Departure next = receiver.next();
      if (next == null) {
        return;
      }
      depart(next, now);
    }
  }

  private void depart(Departure departure, Instant now) {
    Receiver receiver = departure.receiver();
    Lane lane = departure.lane();
    if (lane.attempt().isEmpty()) {
      metrics.received(1);
    }
    Attempt attempt = lane.begin(departure.notice(), departure.plan().isNews(), now);
    receiver.departed(now);
    inFlight.incrementAndGet();
    if (receiver.isOff()) {
      String problem = "it was gone for good before (410); off until the restart";
      land(new Landing(receiver, lane, attempt, new Verdict.Never(0, Failure.GONE, problem)));
      return;
    }
    couriers.execute(() -> {
      Verdict verdict = BROKEN_OFF;
      try {
        verdict = tell(receiver.notifier(), attempt.notice(), now);
      } finally {
        landings.add(new Landing(receiver, lane, attempt, verdict)); // or it would wait for ever
      }
    });
  }

  private Verdict tell(Notifier notifier, Notice notice, Instant now) {
    long startNanos = System.nanoTime();
    try {
      return notifier.tell(notice, now);
    } catch (RuntimeException e) {
      if (closing.getCount() == 0) {
        return BROKEN_OFF;
      }
      // Whatever it is about this notice, the others must go on.
      log.atError()
          .addKeyValue("receiver", notifier.name())
          .addKeyValue("id", notice.id())
          .setCause(e)
          .log("a notification cannot be made");
      return new Verdict.Never(0, Failure.FORBIDDEN, "cannot be made: " + e);
    } finally {
      metrics.took(Duration.ofNanos(System.nanoTime() - startNanos));
    }
  }

  private void land(Landing landing) {
    Receiver receiver = landing.receiver();
    Lane lane = landing.lane();
    Instant now = clock.instant();
    receiver.landed();
    lane.land();
    switch (landing.verdict()) {
      case Verdict.Taken taken -> taken(landing, taken, now);
      case Verdict.Later later -> later(landing, later, now);
      case Verdict.Never never -> {
        metrics.error(never.failure());
        if (never.failure() == Failure.GONE) {
          receiver.switchOff();
        }
        int attempts = never.status() == 0 && receiver.isOff() ? 0 : landing.attempt().count();
        giveUp(
            landing, new Result(now, Outcome.REFUSED, attempts, never.status(), never.problem()));
      }
    }
    inFlight.decrementAndGet();
  }

  private void taken(Landing landing, Verdict.Taken taken, Instant now) {
    metrics.sent(1);
    landing.receiver().works();
    Lane lane = landing.lane();
    Attempt attempt = landing.attempt();
    if (attempt.isNews() || !landing.receiver().notifier().pace().isResending()) {
      Told told = lane.after(deliveries.told(lane.key()), attempt.notice(), now);
      var result = new Result(now, Outcome.DELIVERED, attempt.count(), taken.status(), "");
      record(lane, attempt.notice(), told, result);
    }
    lane.delivered(attempt.notice(), now);
  }

  private void later(Landing landing, Verdict.Later later, Instant now) {
    metrics.error(later.failure());
    Attempt attempt = landing.attempt();
    if (attempt.count() > 1) {
      landing.receiver().keepsWaiting(later.problem());
    }
    if (!later.retryAfter().isZero()) {
      landing.receiver().pause(now.plus(later.retryAfter()));
    }
    landing.lane().backOff(now, later);
    if (!landing.receiver().has(landing.lane())) {
      handOver(landing.lane(), now);
    } else if (!now.isBefore(attempt.since().plus(config.giveUpAfter()))) {
      giveUp(
          landing,
          new Result(now, Outcome.GAVE_UP, attempt.count(), later.status(), later.problem()));
    }
  }

  private void giveUp(Landing landing, Result result) {
    Lane lane = landing.lane();
    metrics.dropped(result.outcome() == Outcome.GAVE_UP ? Drop.GAVE_UP : Drop.REFUSED, 1);
    landing.receiver().fails(result.problem());
    record(lane, landing.attempt().notice(), deliveries.told(lane.key()), result);
    boolean isRefused = result.outcome() == Outcome.REFUSED;
    lane.giveUp(landing.attempt().notice(), isRefused, result.at(), rest(landing.receiver()));
  }

  /** One that is off says the same every time. */
  private static Duration rest(Receiver receiver) {
    Duration repeat = receiver.notifier().pace().repeat();
    return receiver.isOff() || repeat.compareTo(REST) < 0 ? repeat : REST;
  }

  private void record(Lane lane, Notice notice, Told told, Result result) {
    deliveries.take(new Delivery(lane.key(), notice.id(), notice.events(), told, result));
  }

  private void supersede(Lane lane) {
    if (lane.attempt().isPresent()) {
      metrics.dropped(Drop.SUPERSEDED, 1);
      lane.drop();
    }
  }

  /**
   * Somebody else evaluates its rules now, or it is long over. What was tried in vain is written
   * down; what was not tried here is tried there.
   */
  private void handOver(Lane lane, Instant now) {
    Optional<Verdict.Later> failure = lane.failure();
    if (lane.attempt().isEmpty() || failure.isEmpty() || lane.isInFlight()) {
      return; // one on its way is handed over when it comes back
    }
    Attempt attempt = lane.attempt().get();
    Verdict.Later last = failure.get();
    metrics.dropped(Drop.NOT_LED, 1);
    var result =
        new Result(now, Outcome.HANDED_OVER, attempt.count(), last.status(), last.problem());
    record(lane, attempt.notice(), deliveries.told(lane.key()), result);
    lane.drop();
    log.atWarn()
        .addKeyValue("group", lane.key().text())
        .log("a notification is left to whoever evaluates its rules now");
  }

  private String state() {
    if (receivers.isEmpty()) {
      return "nobody is to be told";
    }
    String failing = names(receivers.stream().filter(Receiver::isFailing));
    return failing.isEmpty() ? "tells " + names(receivers.stream()) : "cannot tell " + failing;
  }

  private static String names(Stream<Receiver> some) {
    return some.map(receiver -> receiver.notifier().name()).collect(Collectors.joining(", "));
  }

  /** Why a notification was not delivered. */
  private enum Drop {
    /** Something newer is told instead. */
    SUPERSEDED,
    /** It was tried for long enough. */
    GAVE_UP,
    /** The receiver does not want it. */
    REFUSED,
    /** Its rules are evaluated elsewhere. */
    NOT_LED
  }
}
