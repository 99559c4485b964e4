package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.RuleReads.ANYTHING;
import static dev.meshscope.queryapi.RuleReads.objective;
import static dev.meshscope.queryapi.RuleReads.rule;
import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.PAY_V2;
import static dev.meshscope.queryapi.SmallMesh.key;
import static dev.meshscope.queryapi.alert.rule.Selectors.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.DeltaBatch.Progress;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.ReporterEvent.Kind;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.Condition.Appearance;
import dev.meshscope.queryapi.alert.rule.Condition.Bound;
import dev.meshscope.queryapi.alert.rule.Condition.BurnRate;
import dev.meshscope.queryapi.alert.rule.Condition.SilentProxies;
import dev.meshscope.queryapi.alert.rule.Condition.Threshold;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import dev.meshscope.queryapi.alert.rule.Selectors;
import dev.meshscope.queryapi.alert.rule.Signal;
import dev.meshscope.storage.ClickHouseConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each kind of condition holds for; each case has its own database. */
@ExtendWith(SharedEngine.class)
@Tag("engine")
final class JudgeIT {
  private static final Duration FIVE = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Instant tick = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  private final Instant now = tick.plusSeconds(1);
  private StoredTraffic traffic;
  private RuleReads reads;

  @BeforeEach
  void start(ClickHouseConfig config, TestInfo test) throws Exception {
    ClickHouseConfig own =
        config.withDatabase("Judge" + test.getTestMethod().orElseThrow().getName());
    traffic = new StoredTraffic(own);
    reads = new RuleReads(own);
  }

  @AfterEach
  void stop() throws Exception {
    reads.close();
    traffic.close();
  }

  @Test
  void nothingHoldsOnAnEmptyDatabaseButARateBelowItsBound() throws Exception {
    Bound low = new Bound(1, false);
    for (Each each : Each.values()) {
      assertThat(findings(new Threshold(new Signal.RequestRate(), all(each), FIVE, low, 0)))
          .isEmpty();
      assertThat(findings(new Threshold(new Signal.ErrorRatio(Set.of()), pay(each), FIVE, low, 0)))
          .isEmpty();
    }
    var rate = new Signal.RequestRate();
    assertThat(findings(new Threshold(rate, pay(Each.SERVICE), FIVE, low, 0))).isEmpty();
    assertThat(findings(new Threshold(rate, pay(Each.NOTHING), FIVE, low, 0)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.value()).isZero());
    assertThat(findings(new Threshold(rate, pay(Each.NOTHING), FIVE, low, 1))).isEmpty();
    assertThat(findings(burn(0.9, 1, 0))).isEmpty();
  }

  @Test
  void saysWhichOldWindowsAreTooCoarseForARule() {
    var rate = rule(new Threshold(new Signal.RequestRate(), pay(Each.SERVICE), FIVE, ANYTHING, 0));
    var burning = rule(burn(0.999, 14.4, 0));
    Instant longAgo = tick.minus(Duration.ofDays(60));
    for (var one : List.of(rate, burning)) {
      assertThat(reads.judge().obstacle(one, tick, now)).isEmpty();
      assertThat(reads.judge().obstacle(one, longAgo, now))
          .contains("of that time only windows of 1h are kept, too coarse for its window of 300 s");
    }
  }

  @Test
  void lateRowsChangeWhatATickIsFoundToBe() throws Exception {
    var asked = new Threshold(new Signal.RequestRate(), pay(Each.NOTHING), FIVE, ANYTHING, 0);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(2), 30);
    assertThat(findings(asked)).extracting(Finding::value).containsExactly(0.1);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(3), 60);
    assertThat(findings(asked)).as("read once").extracting(Finding::value).containsExactly(0.1);
    assertThat(reads.judge().findings(rule(asked), tick, now.plusSeconds(60)))
        .extracting(Finding::value)
        .containsExactly(0.3);
  }

  @Test
  void theNextTickSeesMoreOfTheSameLastWindow() throws Exception {
    var asked = rule(new Threshold(new Signal.RequestRate(), pay(Each.NOTHING), FIVE, ANYTHING, 0));
    Instant half = tick.minusSeconds(5);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofSeconds(8), 29);
    var first = reads.judge().findings(asked, half, half);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofSeconds(3), 31);
    var second = reads.judge().findings(asked, tick, tick);
    assertThat(first).extracting(Finding::value).containsExactly(29 / 305.0);
    assertThat(second).extracting(Finding::value).containsExactly(0.2);
  }

  @Test
  void budgetBurnsOnlyAboveTheExactFactor() throws Exception {
    EdgeKey edge = key(CART, PAY_V1, PAY);
    // 14.4 times a budget of 0.1 % is 1.44 %.
    add(Reporter.SOURCE, edge, Duration.ofMinutes(2), 9_856);
    addFailed(edge, Duration.ofMinutes(2), 144);
    assertThat(findings(burn(0.999, 14.4, 0))).isEmpty();
    assertThat(findings(burn(0.999, 14.3, 145))).as("too few events").isEmpty();
    addFailed(edge, Duration.ofMinutes(3), 1);
    Instant later = now.plusSeconds(30);
    assertThat(reads.judge().findings(rule(burn(0.999, 14.4, 145)), tick, later))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.labels()).isEmpty();
          assertThat(finding.value()).isCloseTo(145 / 10_001.0 / 0.001, within(1e-9));
          assertThat(finding.edges()).containsExactly(id(edge));
        });
  }

  @Test
  void budgetThatNoLongerBurnsDoesNotHold() throws Exception {
    addFailed(key(CART, PAY_V1, PAY), Duration.ofMinutes(20), 50);
    assertThat(findings(burn(0.9, 1, 0))).as("nobody called lately").isEmpty();
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(1), 5);
    assertThat(reads.judge().findings(rule(burn(0.9, 1, 0)), tick, now.plusSeconds(30))).isEmpty();
  }

  @Test
  void edgeIsNewOnlyWhereNothingWasBeforeAndSomethingIsKnown() throws Exception {
    var asked = new Appearance(Condition.Kind.EDGE, all(Each.NOTHING), FIVE, HOUR);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(30), 2);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(1), 2);
    add(Reporter.SOURCE, key(CART, PAY_V2, PAY), Duration.ofMinutes(1), 3);
    assertThat(findings(asked)).as("a fresh installation").isEmpty();
    add(Reporter.SOURCE, key(PAY_V1, CART, PAY), Duration.ofMinutes(66), 1);
    assertThat(reads.judge().findings(rule(asked), tick, now.plusSeconds(30)))
        .containsExactly(
            new Finding(
                new TreeMap<>(
                    Map.of(
                        "source",
                        "shop/cart",
                        "destination",
                        "shop/pay-v2",
                        "service",
                        "shop/pay")),
                3,
                List.of(id(key(CART, PAY_V2, PAY)))));
  }

  @Test
  void longPastIsReadWithoutGapAndOverlap() throws Exception {
    var asked = new Appearance(Condition.Kind.EDGE, all(Each.NOTHING), FIVE, Duration.ofDays(14));
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofDays(15), 1);
    // The last moment of the time before, and the first of the window.
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), FIVE.plusMillis(1), 1);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(1), 1);
    add(Reporter.SOURCE, key(CART, PAY_V2, PAY), FIVE, 1);
    assertThat(findings(asked))
        .extracting(Finding::edges)
        .containsExactly(List.of(id(key(CART, PAY_V2, PAY))));
  }

  @Test
  void nothingIsNewWhereNothingWasBefore() throws Exception {
    var any = new Appearance(Condition.Kind.EDGE, all(Each.NOTHING), FIVE, HOUR);
    var some = new Appearance(Condition.Kind.EDGE, pay(Each.NOTHING), FIVE, HOUR);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(90), 1);
    add(Reporter.SOURCE, key(CART, PAY_V1, PAY), Duration.ofMinutes(1), 1);
    assertThat(findings(any)).isEmpty();
    assertThat(findings(some)).isEmpty();
    add(Reporter.SOURCE, key(CART, PAY_V1, service(1)), Duration.ofMinutes(20), 1);
    for (Appearance one : List.of(any, some)) {
      assertThat(reads.judge().findings(rule(one), tick, now.plusSeconds(30)))
          .extracting(Finding::edges)
          .containsExactly(List.of(id(key(CART, PAY_V1, PAY))));
    }
  }

  @Test
  void newHostOutsideTheMeshIsToldOnce() throws Exception {
    var asked = new Appearance(Condition.Kind.EXTERNAL_HOST, all(Each.NOTHING), FIVE, HOUR);
    add(Reporter.SOURCE, outside("old.example.com"), Duration.ofMinutes(90), 1);
    add(Reporter.SOURCE, outside("old.example.com"), Duration.ofMinutes(20), 1);
    add(Reporter.SOURCE, outside("old.example.com"), Duration.ofMinutes(1), 1);
    add(Reporter.SOURCE, outside("new.example.com"), Duration.ofMinutes(1), 4);
    add(Reporter.SOURCE, key(CART, PAY_V2, PAY), Duration.ofMinutes(1), 1);
    assertThat(findings(asked))
        .containsExactly(
            new Finding(
                new TreeMap<>(Map.of("host", "new.example.com")),
                4,
                List.of(id(outside("new.example.com")))));
  }

  @Test
  void plaintextIsNewOnlyWhereAllWasMutualTls() throws Exception {
    var asked = new Appearance(Condition.Kind.PLAINTEXT, all(Each.NOTHING), FIVE, HOUR);
    EdgeKey secured = key(CART, PAY_V1, PAY);
    EdgeKey mixed = key(CART, PAY_V2, PAY);
    EdgeKey fresh = key(PAY_V1, PAY_V2, PAY);
    var tls = ConnectionSecurityPolicy.MUTUAL_TLS;
    var none = ConnectionSecurityPolicy.NONE;
    addSecured(secured, tls, Duration.ofMinutes(90));
    addSecured(secured, tls, Duration.ofMinutes(20));
    addSecured(mixed, tls, Duration.ofMinutes(20));
    addSecured(mixed, none, Duration.ofMinutes(10));
    for (EdgeKey edge : List.of(secured, mixed, fresh)) {
      addSecured(edge, none, Duration.ofMinutes(1));
    }
    add(Reporter.SOURCE, secured, Duration.ofMinutes(1), 1);
    assertThat(findings(asked))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.value()).isEqualTo(1);
          assertThat(finding.edges()).containsExactly(id(secured));
        });
  }

  @Test
  void silentProxiesAreCounted() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", Kind.ALIVE, Duration.ofSeconds(200), CART),
            event("c", Kind.ALIVE, Duration.ofSeconds(220), PAY_V2),
            event("b", Kind.ALIVE, Duration.ofSeconds(20), PAY_V1)));
    assertThat(findings(new SilentProxies(2, FIVE))).isEmpty();
    assertThat(findings(new SilentProxies(1, FIVE)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.value()).isEqualTo(2));
    assertThat(reads.judge().dataState(tick, now).reportersShare()).isEqualTo(1 / 3.0);
    assertThat(reads.judge().dataState(tick, now).isComplete(tick)).isFalse();
  }

  @Test
  void whatIsStoredIsKnown() throws Exception {
    assertThat(reads.judge().storedThrough(now)).as("unknown").isNull();
    assertThat(reads.judge().dataState(tick, now).freshThrough()).isNull();
    traffic.addEvents(List.of(event("a", Kind.ALIVE, Duration.ofSeconds(5), CART)));
    var origin = new RequestBatch.Origin("one", 1, 0);
    traffic.addProgress(1, List.of(new Progress(origin, micros(tick.minusSeconds(29)), 0, 0, 0)));
    Instant later = now.plusSeconds(10);
    var judge = reads.judge();
    assertThat(judge.storedThrough(later)).isEqualTo(tick.minusSeconds(29));
    assertThat(judge.dataState(tick, later).freshThrough()).isEqualTo(tick.minusSeconds(29));
    assertThat(judge.dataState(tick.minusSeconds(30), later).isComplete(tick.minusSeconds(30)))
        .isTrue();
  }

  @Test
  void thousandRulesAreFewReads() throws Exception {
    List<Report> reports = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      reports.addAll(
          SmallMesh.reports(
              Reporter.SOURCE, key(CART, PAY_V1, service(i)), tick.minusSeconds(200), i));
    }
    traffic.add(reports);
    List<Threshold> mixed = new ArrayList<>();
    List<Threshold> named = new ArrayList<>();
    List<Signal> signals =
        List.of(
            new Signal.RequestRate(), new Signal.ErrorRatio(Set.of()), new Signal.Latency(0.99));
    for (int i = 0; i < 1_000; i++) {
      Signal signal = signals.get(i % 3);
      Selector one = Selectors.service(service(i % 200), Each.NOTHING);
      Selector other = i % 2 == 0 ? one : all(Each.EDGE);
      named.add(new Threshold(signal, one, FIVE, ANYTHING, 0));
      mixed.add(new Threshold(signal, other, FIVE, ANYTHING, 0));
    }
    assertReads("mixed", mixed, tick.minusSeconds(120), 5);
    assertReads("mixed, next tick", mixed, tick.minusSeconds(110), 2);
    // Nothing was asked of windows of this length for one tick.
    assertReads("few", named.subList(0, 3), tick.minusSeconds(100), 2);
    assertReads("named", named, tick.minusSeconds(90), 35);
    assertReads("named, next tick", named, tick.minusSeconds(80), 2);
  }

  private void assertReads(String which, List<Threshold> rules, Instant at, long readsMax)
      throws Exception {
    long before = reads.count();
    long begin = System.nanoTime();
    for (Threshold one : rules) {
      List<Finding> found = reads.judge().findings(rule(one), at, at.plusSeconds(1));
      if (one.selector().service().isPresent() && one.signal() instanceof Signal.RequestRate) {
        int number = Integer.parseInt(one.selector().service().get().name().substring(1));
        assertThat(found).extracting(Finding::value).containsExactly(number / 300.0);
      }
    }
    long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    long needed = reads.count() - before;
    System.out.printf("%d rules, %s: %d reads, %d ms%n", rules.size(), which, needed, millis);
    assertThat(needed).as(which).isLessThanOrEqualTo(readsMax);
  }

  private List<Finding> findings(Condition condition) throws Exception {
    return reads.judge().findings(rule(condition), tick, now);
  }

  private BurnRate burn(double target, double factor, long eventsMin) {
    Objective objective =
        objective(
            pay(Each.NOTHING), new Indicator.Availability(Set.of()), target, Duration.ofDays(30));
    return new BurnRate(objective, factor, HOUR, FIVE, eventsMin);
  }

  private static Selector pay(Each each) {
    return Selectors.service(PAY, each);
  }

  private static ServiceName service(int number) {
    return new ServiceName(SmallMesh.NAMESPACE, "s" + number);
  }

  private void add(Reporter reporter, EdgeKey key, Duration ago, int count) throws Exception {
    traffic.add(SmallMesh.reports(reporter, key, tick.minus(ago), count));
  }

  private void addFailed(EdgeKey key, Duration ago, int count) throws Exception {
    Report usual = SmallMesh.reports(Reporter.SOURCE, key, tick.minus(ago), 1).getFirst();
    Report failed =
        new Report(
            usual.series(),
            usual.endMicros(),
            usual.durationNanos(),
            Outcome.of(503, Outcome.NO_GRPC_STATUS, Cause.UPSTREAM_ERROR),
            1,
            0,
            0,
            false);
    traffic.add(Collections.nCopies(count, failed));
  }

  private void addSecured(EdgeKey key, ConnectionSecurityPolicy policy, Duration ago)
      throws Exception {
    Report usual = SmallMesh.reports(Reporter.DESTINATION, key, tick.minus(ago), 1).getFirst();
    EdgeDetails details = new EdgeDetails(9080, "", "", "", "", policy);
    traffic.add(
        List.of(
            new Report(
                new EdgeSeries(key, Reporter.DESTINATION, details),
                usual.endMicros(),
                usual.durationNanos(),
                usual.outcome(),
                1,
                0,
                0,
                false)));
  }

  private static EdgeKey outside(String host) {
    EdgeTraits traits =
        new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, Exit.SERVICE_ENTRY);
    return new EdgeKey(CART, Workload.external(host), new ServiceName("", host), traits);
  }

  private ReporterEvent event(String node, Kind kind, Duration ago, Workload workload) {
    return new ReporterEvent(
        StoredTraffic.TENANT, node, "one", kind, micros(tick.minus(ago)), workload);
  }

  private static String id(EdgeKey key) {
    return EdgeIds.edge(StoredTraffic.TENANT, key, Grouping.WORKLOAD);
  }

  private static long micros(Instant time) {
    return time.toEpochMilli() * 1_000;
  }
}
