package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.RuleReads.ANYTHING;
import static dev.meshscope.queryapi.RuleReads.objective;
import static dev.meshscope.queryapi.RuleReads.rule;
import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.GATEWAY;
import static dev.meshscope.queryapi.SmallMesh.NAMESPACE;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.PAY_V2;
import static dev.meshscope.queryapi.SmallMesh.key;
import static dev.meshscope.queryapi.alert.rule.Selectors.all;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.DeltaBatch.Progress;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.ReporterEvent.Kind;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import dev.meshscope.queryapi.alert.rule.Selectors;
import dev.meshscope.queryapi.alert.rule.Signal;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who is silent, for how long, and which rules that concerns; each case has its own database. Times
 * are minutes from a start; what happens later is stored later.
 */
@ExtendWith(SharedEngine.class)
@Tag("engine")
final class SilenceIT {
  private static final Duration FIVE = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ServiceName OTHER = new ServiceName(NAMESPACE, "other");

  private final Instant start =
      Instant.now().minus(HOUR.multipliedBy(6)).truncatedTo(ChronoUnit.HOURS);
  private StoredTraffic traffic;
  private RuleReads reads;

  @BeforeEach
  void start(ClickHouseConfig config, TestInfo test) throws Exception {
    ClickHouseConfig own =
        config.withDatabase("Silence" + test.getTestMethod().orElseThrow().getName());
    traffic = new StoredTraffic(own);
    reads = new RuleReads(own);
  }

  @AfterEach
  void stop() throws Exception {
    reads.close();
    traffic.close();
  }

  @Test
  void oneOfThreeThatIsScaledAwayHoldsNothing() throws Exception {
    stored("one", 200);
    alive("a", CART, 0, 120);
    alive("b", CART, 0, 120);
    alive("c", CART, 0, 60);
    add("c", "one", Kind.CLOSED, 60, CART);
    for (long minute : List.of(61, 66, 72, 100)) {
      assertThat(data(minute).silent()).isEmpty();
      assertThat(data(minute).isComplete(at(minute))).isTrue();
      assertThat(silentProxies(0, minute)).isEmpty();
    }
  }

  @Test
  void theLastOneThatClosesIsWaitedForTenMinutes() throws Exception {
    stored("one", 200);
    alive("a", CART, 0, 120);
    alive("b", PAY_V1, 0, 60);
    add("b", "one", Kind.CLOSED, 60, PAY_V1);
    assertThat(data(61).silent()).containsExactly(name(PAY_V1));
    assertThat(silentProxies(0, 61)).as("heard in the window").isEmpty();
    assertThat(data(69).silent()).containsExactly(name(PAY_V1));
    assertThat(silentProxies(0, 66)).hasSize(1);
    assertThat(data(71).silent()).isEmpty();
    assertThat(silentProxies(0, 71)).isEmpty();
  }

  @Test
  void oneThatVanishedIsMissedUntilItIsHeardAgain() throws Exception {
    stored("one", 300);
    twoServices();
    alive("pay", PAY_V1, 0, 60);
    alive("pay-2", PAY_V1, 0, 200);
    alive("cart", CART, 0, 200);
    alive("other", PAY_V2, 0, 200);
    assertThat(data(61).silent()).as("too early to say").isEmpty();
    for (long minute : List.of(62, 80, 180)) {
      assertMissed(minute);
    }
    alive("pay", PAY_V1, 181, 200);
    assertThat(data(182).silent()).isEmpty();
    assertThat(data(182).isComplete(at(182))).isTrue();
    assertThat(silentProxies(0, 182)).isEmpty();
  }

  @Test
  void oneThatVanishedIsMissedUntilItIsReplaced() throws Exception {
    stored("one", 300);
    twoServices();
    alive("pay", PAY_V1, 0, 60);
    alive("cart", CART, 0, 200);
    alive("other", PAY_V2, 0, 200);
    assertMissed(180);
    add("pay-3", "one", Kind.OPENED, 181, PAY_V1);
    alive("pay-3", PAY_V1, 182, 200);
    assertThat(data(182).silent()).isEmpty();
    assertThat(silentProxies(0, 182)).isEmpty();
  }

  @Test
  void othersThatComeBackReplaceNobody() throws Exception {
    stored("one", 60);
    stored("two", 200);
    alive("a", CART, 0, 60);
    alive("b", CART, 0, 60);
    add("b", "two", Kind.OPENED, 60, CART);
    alive("b", "two", CART, 61, 120);
    assertThat(data(70).silent()).containsExactly(name(CART));
    assertThat(silentProxies(0, 70)).extracting(Finding::value).containsExactly(1.0);
    assertThat(silentProxies(1, 70)).isEmpty();
  }

  @Test
  void oneThatVanishedIsWaitedForADay() throws Exception {
    alive("a", CART, -2_000, -1_990);
    alive("b", PAY_V1, -2_000, -1_990);
    stored("one", 0);
    assertThat(data(-1_990 + 1_430).silent()).hasSize(2);
    assertThat(data(-1_990 + 1_445).silent()).isEmpty();
    assertThat(silentProxies(0, -1_990 + 1_445)).isEmpty();
  }

  @Test
  void theOnlyOneIsMissedToo() throws Exception {
    alive("a", CART, 0, 60);
    assertThat(data(70).silent()).as("its signs may be on their way").isEmpty();
    stored("one", 70);
    assertThat(reads.judge().dataState(at(70), at(70).plusSeconds(2)).silent())
        .containsExactly(name(CART));
  }

  @Test
  void oneThatDoesNotReportWhatItsPeersReportIsSilent() throws Exception {
    stored("one", 200);
    alive("cart", CART, 0, 60);
    alive("pay", PAY_V1, 0, 60);
    traffic.add(SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), at(58), 3));
    assertThat(data(60).silent()).containsExactly(name(PAY_V1));
    assertThat(silentProxies(0, 60)).extracting(Finding::value).containsExactly(1.0);
  }

  @Test
  void aCollectorThatCrashedLagsUntilItsProxiesAreHeardAgain() throws Exception {
    stored("one", 60);
    alive("a", "one", CART, 0, 60);
    assertThat(reads.judge().storedThrough(at(60).plusSeconds(5))).isEqualTo(at(60));
    assertThat(reads.judge().storedThrough(at(63))).as("the only one").isEqualTo(at(60));
    stored("two", 200);
    alive("b", "two", PAY_V1, 0, 120);
    assertThat(reads.judge().storedThrough(at(64))).isEqualTo(at(60));
    assertThat(reads.judge().storedThrough(at(119))).isEqualTo(at(60));
    assertThat(data(119).freshThrough()).as("ticks do not wait for it").isEqualTo(at(200));
    add("a", "two", Kind.OPENED, 119, CART);
    assertThat(reads.judge().storedThrough(at(119).plusSeconds(5))).isEqualTo(at(200));
  }

  @Test
  void aCollectorOfWhichNothingIsStoredLagsSinceItWasHeard() throws Exception {
    stored("one", 200);
    alive("a", "one", CART, 0, 120);
    alive("b", "two", PAY_V1, 100, 120);
    assertThat(reads.judge().storedThrough(at(120))).isEqualTo(at(100));
    assertThat(reads.judge().dataState(at(120), at(120)).freshThrough()).isNull();
    stored("two", 119);
    assertThat(reads.judge().storedThrough(at(120).plusSeconds(5))).isEqualTo(at(119));
  }

  @Test
  void afterACleanStopNothingLagsOnceAllIsStored() throws Exception {
    assertThat(reads.judge().storedThrough(at(0))).isNull();
    alive("a", CART, 0, 60);
    add("a", "one", Kind.CLOSED, 60, CART);
    assertThat(reads.judge().storedThrough(at(61))).as("nothing is stored").isNull();
    stored("one", 59);
    assertThat(reads.judge().storedThrough(at(62))).as("not all is stored").isNull();
    stored("one", 60);
    assertThat(reads.judge().storedThrough(at(63))).isEqualTo(at(63));
    assertThat(data(63).freshThrough()).isNull();
  }

  /** That of the payment service is missed, and of nobody else. */
  private void assertMissed(long minute) throws Exception {
    Set<WorkloadName> silent = data(minute).silent();
    assertThat(silent).containsExactly(name(PAY_V1));
    assertThat(data(minute).isFresh(at(minute))).isTrue();
    assertThat(concerned(minute, silent, of(all(Each.EDGE)))).isTrue();
    assertThat(concerned(minute, silent, of(service(PAY)))).isTrue();
    assertThat(concerned(minute, silent, of(service(OTHER)))).isFalse();
    assertThat(concerned(minute, silent, of(source("shop/cart")))).isTrue();
    assertThat(concerned(minute, silent, of(source("shop/ingressgateway")))).isFalse();
    assertThat(concerned(minute, silent, burn(service(PAY)))).isTrue();
    assertThat(concerned(minute, silent, burn(service(OTHER)))).isFalse();
    assertThat(concerned(minute, silent, edge(service(PAY)))).isTrue();
    assertThat(concerned(minute, silent, edge(service(OTHER)))).isFalse();
    assertThat(concerned(minute, silent, new Condition.SilentProxies(0, FIVE))).isFalse();
    assertThat(concerned(minute, silent, new Condition.PipelineLag(FIVE))).isFalse();
    assertThat(silentProxies(0, minute)).extracting(Finding::value).containsExactly(1.0);
    assertThat(silentProxies(1, minute)).isEmpty();
  }

  private boolean concerned(long minute, Set<WorkloadName> silent, Condition condition)
      throws Exception {
    return reads.judge().isConcerned(rule(condition), silent, at(minute), now(minute));
  }

  private DataState data(long minute) throws Exception {
    return reads.judge().dataState(at(minute), now(minute));
  }

  private List<Finding> silentProxies(long above, long minute) throws Exception {
    var asked = rule(new Condition.SilentProxies(above, FIVE));
    return reads.judge().findings(asked, at(minute), now(minute));
  }

  private static Condition of(Selector selector) {
    return new Condition.Threshold(new Signal.RequestRate(), selector, FIVE, ANYTHING, 0);
  }

  private static Condition edge(Selector selector) {
    return new Condition.Appearance(Condition.Kind.EDGE, selector, FIVE, HOUR);
  }

  private static Condition burn(Selector selector) {
    var objective =
        objective(selector, new Indicator.Availability(Set.of()), 0.9, Duration.ofDays(30));
    return new Condition.BurnRate(objective, 1, HOUR, FIVE, 0);
  }

  private static Selector service(ServiceName service) {
    return Selectors.service(service, Each.NOTHING);
  }

  private static Selector source(String source) {
    return new Selector(
        Optional.empty(),
        Optional.empty(),
        Optional.of(source),
        Optional.empty(),
        Optional.empty(),
        Each.NOTHING);
  }

  /** The cart calls payment, and the gateway the other service; both long before the ticks. */
  private void twoServices() throws Exception {
    traffic.add(SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), at(30), 3));
    traffic.add(SmallMesh.reports(Reporter.SOURCE, key(GATEWAY, PAY_V2, OTHER), at(30), 3));
  }

  private void alive(String node, Workload workload, long from, long to) throws Exception {
    alive(node, "one", workload, from, to);
  }

  private void alive(String node, String collector, Workload workload, long from, long to)
      throws Exception {
    List<ReporterEvent> signs = new ArrayList<>();
    Stream.iterate(at(from), time -> !time.isAfter(at(to)), time -> time.plusSeconds(30))
        .forEach(time -> signs.add(sign(node, collector, Kind.ALIVE, time, workload)));
    traffic.addEvents(signs);
  }

  private void add(String node, String collector, Kind kind, long minute, Workload workload)
      throws Exception {
    Instant time = at(minute).plusSeconds(1);
    traffic.addEvents(List.of(sign(node, collector, kind, time, workload)));
  }

  private void stored(String collector, long minute) throws Exception {
    var origin = new RequestBatch.Origin(collector, 1, 0);
    traffic.addProgress(1, List.of(new Progress(origin, micros(at(minute)), 0, 0, 0)));
  }

  private static ReporterEvent sign(
      String node, String collector, Kind kind, Instant time, Workload workload) {
    return new ReporterEvent(StoredTraffic.TENANT, node, collector, kind, micros(time), workload);
  }

  private static WorkloadName name(Workload workload) {
    return new WorkloadName(workload.cluster(), workload.namespace(), workload.name());
  }

  private Instant at(long minute) {
    return start.plus(Duration.ofMinutes(minute));
  }

  private Instant now(long minute) {
    return at(minute).plusSeconds(1);
  }

  private static long micros(Instant time) {
    return time.toEpochMilli() * 1_000;
  }
}
