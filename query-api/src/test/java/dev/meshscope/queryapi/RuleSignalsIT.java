package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.RuleReads.ANYTHING;
import static dev.meshscope.queryapi.RuleReads.rule;
import static dev.meshscope.queryapi.alert.rule.Selectors.all;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.LatencyBuckets;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.measure.ObjectivePeriod;
import dev.meshscope.queryapi.alert.rule.Condition.Threshold;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import dev.meshscope.queryapi.alert.rule.Selectors;
import dev.meshscope.queryapi.alert.rule.Signal;
import dev.meshscope.storage.ClickHouseConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value of every rule on drawn traffic is that of the reports themselves. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class RuleSignalsIT {
  private static final long SEED = 20_261_126L;
  private static final Duration LENGTH = Duration.ofMinutes(20);
  private static final Duration OVER = Duration.ofMinutes(15);
  private static final Set<Cause> CAUSES =
      EnumSet.of(Cause.CIRCUIT_BREAKER, Cause.UPSTREAM_TIMEOUT, Cause.DENIED);

  private final Instant start =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);
  private final Instant tick = start.plus(LENGTH);
  private final Instant now = tick.plusSeconds(1);
  private List<Report> counted = List.of();
  private RuleReads reads;

  @BeforeAll
  void store(ClickHouseConfig database) throws Exception {
    List<Report> reports = new DrawnTraffic(SEED, start, LENGTH).reports();
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(reports);
      traffic.add("other", new DrawnTraffic(SEED + 1, start, LENGTH).reports());
    }
    counted = counted(reports, tick.minus(OVER), tick);
    reads = new RuleReads(database);
  }

  @AfterAll
  void close() {
    reads.close();
  }

  static Stream<Threshold> thresholds() {
    List<Signal> signals =
        List.of(
            new Signal.RequestRate(),
            new Signal.ErrorRatio(Set.of()),
            new Signal.ErrorRatio(CAUSES),
            new Signal.Latency(0.5),
            new Signal.Latency(0.07),
            new Signal.Latency(0.999),
            new Signal.RetryAmplification(),
            new Signal.Requests(CAUSES));
    return signals.stream()
        .flatMap(signal ->
            selectors().map(selector -> new Threshold(signal, selector, OVER, ANYTHING, 0)));
  }

  private static Stream<Selector> selectors() {
    Optional<ServiceName> cart = Optional.of(new ServiceName("shop", "cart"));
    Optional<String> shop = Optional.of("shop");
    Optional<String> absent = Optional.empty();
    Stream<Selector> plain = Stream.of(Each.values()).map(Selectors::all);
    Stream<Selector> narrow =
        Stream.of(
            new Selector(cart, absent, absent, absent, Optional.empty(), Each.VERSION),
            new Selector(Optional.empty(), shop, absent, absent, Optional.empty(), Each.SERVICE),
            new Selector(
                cart, shop, Optional.of("shop/pay-v1"), absent, Optional.empty(), Each.EDGE),
            new Selector(
                Optional.empty(), absent, absent, Optional.of("v2"), Optional.empty(), Each.EDGE),
            new Selector(
                Optional.empty(),
                absent,
                absent,
                absent,
                Optional.of(Entry.NODEPORT),
                Each.NOTHING));
    return Stream.concat(plain, narrow);
  }

  @ParameterizedTest
  @MethodSource("thresholds")
  void valuesAreThoseOfTheReports(Threshold asked) throws Exception {
    Map<Map<String, String>, Double> expected = new HashMap<>();
    groups(asked.selector())
        .forEach((labels, group) -> {
          Double value = value(asked.signal(), group);
          if (value != null) {
            expected.put(labels, value);
          }
        });
    assertThat(values(asked)).isEqualTo(expected);
  }

  @Test
  void worstEdgesComeFirst() throws Exception {
    Threshold asked =
        new Threshold(new Signal.ErrorRatio(Set.of()), all(Each.SERVICE), OVER, ANYTHING, 0);
    Map<Map<String, String>, List<Report>> groups = groups(asked.selector());
    for (Finding finding : reads.judge().findings(rule(asked), tick, now)) {
      Map<String, Long> bad = new HashMap<>();
      for (Report report : groups.getOrDefault(finding.labels(), List.of())) {
        if (isError(report)) {
          EdgeKey key = report.series().key();
          bad.merge(EdgeIds.edge(StoredTraffic.TENANT, key, Grouping.WORKLOAD), 1L, Long::sum);
        }
      }
      List<String> expected =
          bad.entrySet().stream()
              .sorted(
                  Map.Entry.<String, Long>comparingByValue()
                      .reversed()
                      .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
              .map(Map.Entry::getKey)
              .limit(50)
              .toList();
      assertThat(finding.edges()).as(finding.labels().toString()).isEqualTo(expected);
    }
  }

  @Test
  void tooFewRequestsNeverHold() throws Exception {
    Threshold asked =
        new Threshold(new Signal.ErrorRatio(Set.of()), all(Each.SERVICE), OVER, ANYTHING, 100);
    List<Map<String, String>> expected = new ArrayList<>();
    groups(asked.selector())
        .forEach((labels, group) -> {
          if (group.size() >= 100) {
            expected.add(labels);
          }
        });
    assertThat(expected).isNotEmpty();
    assertThat(values(asked).keySet()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void objectivesCountTheReportsOfAnyPastPeriod() throws Exception {
    Selector selector = all(Each.NOTHING);
    Duration below = Duration.ofMillis(20);
    for (Instant to : List.of(tick, start.plusSeconds(610), start.plusSeconds(70))) {
      Objective available =
          RuleReads.objective(
              selector, new Indicator.Availability(Set.of()), 0.9, Duration.ofHours(1));
      assertEvents(available, to, report -> true, RuleSignalsIT::isError);
      Objective caused =
          RuleReads.objective(
              selector, new Indicator.Availability(CAUSES), 0.9, Duration.ofHours(1));
      assertEvents(
          caused, to, report -> true, report -> CAUSES.contains(Outcome.cause(report.outcome())));
      Objective fast =
          RuleReads.objective(selector, new Indicator.Latency(below), 0.9, Duration.ofHours(1));
      assertEvents(
          fast,
          to,
          report -> report.durationNanos() != RequestColumns.NO_DURATION,
          report ->
              LatencyBuckets.index(report.durationNanos()) > LatencyBuckets.index(below.toNanos()));
    }
  }

  private void assertEvents(
      Objective objective, Instant to, Predicate<Report> isTold, Predicate<Report> isBad)
      throws Exception {
    List<Report> period =
        counted(new DrawnTraffic(SEED, start, LENGTH).reports(), to.minusSeconds(3_600), to)
            .stream()
            .filter(isTold)
            .toList();
    long bad = period.stream().filter(isBad).count();
    var status =
        reads
            .objectives()
            .ask(List.of(objective), new ObjectivePeriod.OwnWindow(to), now)
            .firstEntry()
            .getValue();
    assertThat(status.events().total()).isEqualTo(period.size());
    assertThat(status.events().bad()).isEqualTo(bad);
    assertThat(status.events().good()).isEqualTo(period.size() - bad);
    assertThat(status.events().achieved())
        .isEqualTo((double) (period.size() - bad) / period.size());
    assertThat(status.range().to()).isEqualTo(to);
    assertThat(status.burnRates().get("1h")).isEqualTo(status.burnRates().get("period"));
    assertThat(status.errorBudget().consumed()).isEqualTo(status.burnRates().get("period"));
  }

  private Map<Map<String, String>, Double> values(Threshold asked) throws Exception {
    Map<Map<String, String>, Double> told = new HashMap<>();
    for (Finding finding : reads.judge().findings(rule(asked), tick, now)) {
      assertThat(told.put(finding.labels(), finding.value())).isNull();
    }
    return told;
  }

  private List<Report> counted(List<Report> reports, Instant from, Instant to) {
    var expected = new ExpectedTraffic(reports, from, to, EnumSet.of(TrafficClass.LIVE));
    return expected.matching(any -> true).stream()
        .filter(report -> expected.counts(report, "best"))
        .toList();
  }

  private Map<Map<String, String>, List<Report>> groups(Selector selector) {
    Map<Map<String, String>, List<Report>> groups = new HashMap<>();
    for (Report report : counted) {
      EdgeKey key = report.series().key();
      Map<String, String> labels = labels(selector.each(), key);
      if (labels != null && isSelected(selector, key)) {
        groups.computeIfAbsent(labels, absent -> new ArrayList<>()).add(report);
      }
    }
    return groups;
  }

  private static boolean isSelected(Selector selector, EdgeKey key) {
    return key.service().equals(selector.service().orElse(key.service()))
        && key.service().namespace().equals(selector.namespace().orElse(key.service().namespace()))
        && name(key.source()).equals(selector.source().orElse(name(key.source())))
        && key.destination()
            .version()
            .equals(selector.version().orElse(key.destination().version()))
        && key.traits().entry() == selector.entry().orElse(key.traits().entry());
  }

  private static @Nullable Map<String, String> labels(Each each, EdgeKey key) {
    String service = name(key.service().namespace(), key.service().name());
    Map<String, String> labels = new TreeMap<>();
    switch (each) {
      case NOTHING -> {}
      case SERVICE -> labels.put("service", service);
      case VERSION -> {
        labels.put("service", service);
        labels.put(
            "version",
            key.destination().version().isEmpty() ? "unknown" : key.destination().version());
      }
      case EDGE -> {
        boolean isService = key.destination().name().isEmpty() && !service.isEmpty();
        labels.put("source", name(key.source()));
        labels.put("destination", isService ? service : name(key.destination()));
        if (!service.isEmpty()) {
          labels.put("service", service);
        }
      }
      case ENTRY -> labels.put("entry", key.traits().entry().text());
    }
    boolean isNone =
        switch (each) {
          case NOTHING, EDGE -> false;
          case SERVICE -> service.isEmpty();
          case VERSION -> service.isEmpty() || key.destination().name().isEmpty();
          case ENTRY -> key.traits().entry() == Entry.NONE;
        };
    return isNone ? null : labels;
  }

  private static String name(Workload end) {
    return end.name().isEmpty() ? "unknown" : name(end.namespace(), end.name());
  }

  private static String name(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  private static @Nullable Double value(Signal signal, List<Report> reports) {
    return switch (signal) {
      case Signal.RequestRate() -> reports.size() / (double) OVER.toSeconds();
      case Signal.ErrorRatio(Set<Cause> causes) ->
          (double) reports.stream().filter(report -> isBad(report, causes)).count()
              / reports.size();
      case Signal.Latency(double quantile) -> quantile(reports, quantile);
      case Signal.RetryAmplification() -> {
        List<Report> sources =
            reports.stream()
                .filter(report -> report.series().reporter() == Reporter.SOURCE)
                .toList();
        long tries = sources.stream().mapToLong(report -> Math.max(1, report.attempts())).sum();
        yield sources.isEmpty() ? null : (double) tries / sources.size();
      }
      case Signal.Requests(Set<Cause> causes) ->
          (double) reports.stream().filter(report -> isBad(report, causes)).count();
    };
  }

  private static @Nullable Double quantile(List<Report> reports, double quantile) {
    List<Long> durations =
        reports.stream()
            .map(Report::durationNanos)
            .filter(duration -> duration != RequestColumns.NO_DURATION)
            .sorted()
            .collect(Collectors.toList());
    if (durations.isEmpty()) {
      return null;
    }
    int rank =
        new BigDecimal(Double.toString(quantile))
            .multiply(new BigDecimal(durations.size()))
            .setScale(0, RoundingMode.CEILING)
            .intValueExact();
    return LatencyBuckets.millis(LatencyBuckets.index(durations.get(rank - 1)));
  }

  private static boolean isBad(Report report, Set<Cause> causes) {
    return causes.isEmpty() ? isError(report) : causes.contains(Outcome.cause(report.outcome()));
  }

  private static boolean isError(Report report) {
    return Outcome.isError(report.outcome(), report.series().key().traits().protocol());
  }
}
