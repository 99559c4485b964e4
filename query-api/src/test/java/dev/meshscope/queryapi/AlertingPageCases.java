package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.CLIENT;
import static dev.meshscope.queryapi.SmallMesh.NAMESPACE;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.PAY_V2;
import static dev.meshscope.queryapi.SmallMesh.key;

import dev.meshscope.model.Cause;
import dev.meshscope.model.DeltaBatch.Progress;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.LatencyBuckets;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What breaks each rule of docs/reference/alerting.md, and the alerts that it makes. Nearly all is
 * healthy traffic and a fault beside it.
 */
final class AlertingPageCases {
  private static final Workload WEB = SmallMesh.workload("web");
  private static final Workload CHECKOUT = SmallMesh.workload("checkout");
  private static final ServiceName CHECKOUT_SERVICE = new ServiceName(NAMESPACE, "checkout");

  private static final EdgeKey BUY = key(WEB, CHECKOUT, CHECKOUT_SERVICE);
  private static final EdgeKey PAYMENT = key(CART, PAY_V1, PAY);
  private static final EdgeKey BANK = outside("bank.example.com");
  private static final EdgeKey FRONT_DOOR =
      new EdgeKey(
          CLIENT,
          WEB,
          new ServiceName(NAMESPACE, "web"),
          new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.INGRESS, Exit.NONE));

  private static final Duration SLOW = Duration.ofMillis(300);
  private static final Duration VERY_SLOW = Duration.ofMillis(700);
  private static final Duration JUST_NOW = Duration.ofSeconds(30);
  private static final Duration LATELY = Duration.ofMinutes(2);
  private static final Duration EARLIER = Duration.ofHours(3);

  /** The requests of {@link #BUY} lately, how many of them failed, and how many timed out. */
  private static final int BUYS = 400;

  private static final int FAILED = 5;
  private static final int TIMED_OUT = 4;
  private static final double BAD = FAILED + TIMED_OUT;

  /** Those of {@link #FRONT_DOOR} lately. */
  private static final int SLOW_VISITS = 9;

  private static final int DENIED_VISITS = 3;

  private static final Map<String, String> BUY_LABELS =
      Map.of("source", "shop/web", "destination", "shop/checkout", "service", "shop/checkout");

  private final Instant tick;
  private final Map<String, Case> cases = new LinkedHashMap<>();

  /**
   * @param tick when rules are evaluated; a multiple of six minutes
   */
  AlertingPageCases(Instant tick) {
    this.tick = tick;
    addSignals();
    addAppearances();
    addPlatform();
    addBudgets();
  }

  Set<String> names() {
    return cases.keySet();
  }

  Case named(String rule) {
    return Objects.requireNonNull(cases.get(rule));
  }

  /**
   * What no rule has to say anything of, though it is close: as many time-outs as are allowed, as
   * many retries, and budgets that burn by nine bad requests.
   */
  Traffic healthy() {
    List<Report> reports = new ArrayList<>();
    for (Duration ago : List.of(Duration.ofDays(8), EARLIER)) {
      for (EdgeKey edge : List.of(BUY, BANK, FRONT_DOOR)) {
        reports.addAll(Calls.of(edge).at(tick.minus(ago), 1));
      }
      reports.addAll(Calls.of(PAYMENT).inPlaintext().at(tick.minus(ago), 1));
    }
    Instant lately = tick.minus(LATELY);
    Calls buy = Calls.of(BUY);
    reports.addAll(buy.at(lately, BUYS - FAILED - TIMED_OUT));
    reports.addAll(buy.ending(503, Cause.UPSTREAM_ERROR).at(lately, FAILED));
    reports.addAll(buy.ending(504, Cause.UPSTREAM_TIMEOUT).at(lately, TIMED_OUT));
    reports.addAll(Calls.of(PAYMENT).inPlaintext().at(lately, 30));
    reports.addAll(Calls.of(PAYMENT).inPlaintext().tried(2).at(lately, 30));
    reports.addAll(Calls.of(BANK).at(lately, 5));
    reports.addAll(Calls.of(FRONT_DOOR).taking(SLOW).at(lately, SLOW_VISITS));
    reports.addAll(Calls.of(FRONT_DOOR).ending(403, Cause.DENIED).at(lately, DENIED_VISITS));
    return traffic -> {
      traffic.add(reports);
      traffic.addEvents(List.of(alive("a", WEB, JUST_NOW), alive("b", CART, JUST_NOW)));
      traffic.addProgress(1, List.of(sentThrough(Duration.ofSeconds(5))));
    };
  }

  private void addSignals() {
    Calls buy = Calls.of(BUY);
    Map<String, String> team = Map.of("severity", "page", "team", "shop");
    broken("shop/HighErrorRatio", buy.ending(503, Cause.UPSTREAM_ERROR).at(lately(), 100))
        .as((BAD + 100) / (BUYS + 100), team, Map.of("service", "shop/checkout"));
    only("signals/NoTraffic", traffic -> traffic.add(buy.at(lately(), 29))).as(29 / 300.0);
    broken("signals/Timeouts", buy.ending(504, Cause.UPSTREAM_TIMEOUT).at(lately(), 1))
        .as((TIMED_OUT + 1.0) / (BUYS + 1), BUY_LABELS);
    broken("signals/Slow", buy.taking(VERY_SLOW).at(lately(), 20))
        .as(
            LatencyBuckets.millis(LatencyBuckets.index(VERY_SLOW.toNanos())),
            Map.of("service", "shop/checkout", "version", "v1"));
    broken("signals/Retries", buy.tried(3).at(lately(), BUYS)).as(2, BUY_LABELS);
    broken(
            "signals/CircuitBreakerOpen",
            buy.ending(503, Cause.CIRCUIT_BREAKER).at(tick.minus(JUST_NOW), 7))
        .as(7, BUY_LABELS);
    broken("signals/Denied", Calls.of(FRONT_DOOR).ending(429, Cause.RATE_LIMITED).at(lately(), 98))
        .as(DENIED_VISITS + 98);
  }

  private void addAppearances() {
    broken("changes/NewEdge", Calls.of(key(CART, CHECKOUT, CHECKOUT_SERVICE)).at(lately(), 4))
        .as(
            4,
            Map.of(
                "source", "shop/cart",
                "destination", "shop/checkout",
                "service", "shop/checkout"));
    broken("changes/NewExternalHost", Calls.of(outside("new.example.com")).at(lately(), 3))
        .as(3, Map.of("host", "new.example.com"));
    broken("changes/Plaintext", Calls.of(BUY).inPlaintext().at(lately(), 6)).as(6, BUY_LABELS);
  }

  private void addPlatform() {
    Traffic silence =
        traffic -> {
          healthy().addTo(traffic);
          traffic.addEvents(List.of(alive("c", PAY_V2, Duration.ofSeconds(200))));
        };
    only("proxies/SilentProxies", silence).as(1);
    Traffic lag =
        traffic -> {
          traffic.addEvents(List.of(alive("a", WEB, JUST_NOW)));
          traffic.addProgress(1, List.of(sentThrough(Duration.ofSeconds(59))));
        };
    only("pipeline/PipelineLag", lag).as(60);
  }

  /** Old traffic makes the long windows differ; one of the healthy requests is three hours old. */
  private void addBudgets() {
    Calls failed = Calls.of(BUY).ending(503, Cause.UPSTREAM_ERROR);
    double bad = BAD + 20;
    double budget = 0.001;
    broken("burning/CheckoutBurns", failed.at(lately(), 20))
        .as(bad / (BUYS + 20) / budget, Map.of("severity", "page"));
    Map<String, String> checkout =
        Map.of("objective", "checkout-availability", "team", "shop", "service", "shop/checkout");
    broken("objective:checkout-availability/ErrorBudgetBurn", old(BUY), failed.at(lately(), 20))
        .as(bad / (BUYS + 20) / budget, checkout, row("page", "1h", "5m"))
        .as(bad / (BUYS + 121) / budget, checkout, row("page", "6h", "30m"))
        .as(bad / (BUYS + 221) / budget, checkout, row("ticket", "1d", "2h"))
        .as(bad / (BUYS + 321) / budget, checkout, row("ticket", "3d", "6h"));
    Map<String, String> door = Map.of("objective", "front-door-latency");
    double slow = SLOW_VISITS + 400;
    double visits = SLOW_VISITS + DENIED_VISITS + 400;
    broken(
            "objective:front-door-latency/ErrorBudgetBurn",
            old(FRONT_DOOR),
            Calls.of(FRONT_DOOR).taking(SLOW).at(lately(), 400))
        .as(slow / visits / 0.05, door, row("page", "1h", "5m"))
        .as(slow / (visits + 101) / 0.05, door, row("page", "6h", "30m"))
        .as(slow / (visits + 201) / 0.05, door, row("ticket", "1d", "2h"))
        .as(slow / (visits + 301) / 0.05, door, row("ticket", "3d", "6h"));
  }

  /** What went well five hours, twenty hours and sixty hours ago. */
  private List<Report> old(EdgeKey edge) {
    List<Report> old = new ArrayList<>();
    for (int hours : List.of(5, 20, 60)) {
      old.addAll(Calls.of(edge).at(tick.minus(Duration.ofHours(hours)), 100));
    }
    return old;
  }

  private static Map<String, String> row(String severity, String longer, String shorter) {
    return Map.of("severity", severity, "long", longer, "short", shorter);
  }

  @SafeVarargs
  private Alerts broken(String rule, List<Report>... faults) {
    return only(
        rule,
        traffic -> {
          healthy().addTo(traffic);
          for (List<Report> fault : faults) {
            traffic.add(fault);
          }
        });
  }

  private Alerts only(String rule, Traffic traffic) {
    Map<Map<String, String>, Double> alerts = new LinkedHashMap<>();
    cases.put(rule, new Case(traffic, alerts));
    return new Alerts(rule.substring(rule.indexOf('/') + 1), alerts);
  }

  private Instant lately() {
    return tick.minus(LATELY);
  }

  private ReporterEvent alive(String node, Workload workload, Duration ago) {
    return new ReporterEvent(
        StoredTraffic.TENANT,
        node,
        "one",
        ReporterEvent.Kind.ALIVE,
        tick.minus(ago).toEpochMilli() * 1_000,
        workload);
  }

  private Progress sentThrough(Duration ago) {
    var origin = new RequestBatch.Origin("one", 1, 0);
    return new Progress(origin, tick.minus(ago).toEpochMilli() * 1_000, 0, 0, 0);
  }

  private static EdgeKey outside(String host) {
    var traits = new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, Exit.SERVICE_ENTRY);
    return new EdgeKey(CHECKOUT, Workload.external(host), new ServiceName("", host), traits);
  }

  /** Puts traffic into a database. */
  @FunctionalInterface
  interface Traffic {
    void addTo(StoredTraffic traffic) throws Exception;
  }

  /**
   * One rule, or all of a name.
   *
   * @param traffic that breaks it
   * @param alerts all that it makes, their values by all their labels
   */
  record Case(Traffic traffic, Map<Map<String, String>, Double> alerts) {}

  /** The alerts of a case, which are added one by one. */
  private record Alerts(String name, Map<Map<String, String>, Double> all) {
    @SafeVarargs
    final Alerts as(double value, Map<String, String>... labels) {
      Map<String, String> together = new TreeMap<>(Map.of("alertname", name));
      for (Map<String, String> some : labels) {
        together.putAll(some);
      }
      all.put(together, value);
      return this;
    }
  }
}
