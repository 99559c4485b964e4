package dev.meshscope.queryapi.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Entry;
import dev.meshscope.model.ServiceName;
import dev.meshscope.queryapi.alert.rule.Condition.Appearance;
import dev.meshscope.queryapi.alert.rule.Condition.Bound;
import dev.meshscope.queryapi.alert.rule.Condition.Kind;
import dev.meshscope.queryapi.alert.rule.Condition.PipelineLag;
import dev.meshscope.queryapi.alert.rule.Condition.SilentProxies;
import dev.meshscope.queryapi.alert.rule.Condition.Threshold;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Selector EVERYTHING = Selectors.all(Each.NOTHING);

  @Test
  void readsEverySelector() {
    assertThat(
            RuleSamples.condition(
                "{signal: errorRatio, causes: [upstream-timeout, overload], service: a/b,"
                    + " namespace: a, source: c/d, version: v1, entry: ingress, each: edge,"
                    + " over: 5m, above: 0.05, requestsMin: 20}"))
        .isEqualTo(
            new Threshold(
                new Signal.ErrorRatio(Set.of(Cause.UPSTREAM_TIMEOUT, Cause.OVERLOAD)),
                new Selector(
                    Optional.of(new ServiceName("a", "b")),
                    Optional.of("a"),
                    Optional.of("c/d"),
                    Optional.of("v1"),
                    Optional.of(Entry.INGRESS),
                    Each.EDGE),
                FIVE_MINUTES,
                new Bound(0.05, true),
                20));
  }

  @Test
  void readsLatencyInMilliseconds() {
    assertThat(RuleSamples.condition("{signal: latency, quantile: 0.99, over: 5m, below: 1s500ms}"))
        .isEqualTo(
            new Threshold(
                new Signal.Latency(0.99), EVERYTHING, FIVE_MINUTES, new Bound(1500, false), 0));
  }

  @Test
  void readsACircuitBreakerAsRequestsOfItsCause() {
    assertThat(RuleSamples.condition("{signal: circuitBreaker, over: 5m}"))
        .isEqualTo(
            new Threshold(
                new Signal.Requests(Set.of(Cause.CIRCUIT_BREAKER)),
                EVERYTHING,
                FIVE_MINUTES,
                new Bound(0, true),
                0));
  }

  @Test
  void readsWhatAppears() {
    assertThat(RuleSamples.condition("{new: externalHost, service: api.example.com, over: 10m}"))
        .isEqualTo(
            new Appearance(
                Kind.EXTERNAL_HOST,
                Selectors.service(new ServiceName("", "api.example.com"), Each.NOTHING),
                Duration.ofMinutes(10),
                Duration.ofDays(1)));
  }

  @Test
  void readsWhatIsAboutMeshscopeItself() {
    assertThat(RuleSamples.condition("{silentProxies: {}}"))
        .isEqualTo(new SilentProxies(0, FIVE_MINUTES));
    assertThat(RuleSamples.condition("{pipelineLag: {above: 1m30s}}"))
        .isEqualTo(new PipelineLag(Duration.ofSeconds(90)));
  }

  /** In the canonical form already: so each is what becomes of reading and writing it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{signal: requestRate, over: 10s, below: 0.5}",
        "{signal: errorRatio, causes: [upstream-timeout, overload], service: a/b, namespace: a,"
            + " source: c/d, version: v1, entry: ingress, each: edge, over: 1h30m, above: 0.05,"
            + " requestsMin: 20}",
        "{signal: latency, quantile: 0.999, service: api.example.com, over: 5m, above: 1s500ms}",
        "{signal: retryAmplification, each: version, over: 31d, above: 1.5}",
        "{signal: circuitBreaker, each: entry, over: 5m, above: 0}",
        "{signal: requests, causes: [denied], version: \"a \\\"b\\\" \\\\ c\", over: 5m, above: 3}",
        "{new: edge, over: 10m, against: 1d}",
        "{new: externalHost, source: c/d, over: 10m, against: 1d}",
        "{new: plaintext, namespace: a, over: 10m, against: 2d12h}",
        "{silentProxies: {above: 2, over: 5m}}",
        "{pipelineLag: {above: 30s}}"
      })
  void writesWhatItReads(String expr) {
    assertThat(ConditionText.of(RuleSamples.condition(expr))).isEqualTo(expr);
  }

  @Test
  void writesBurnRatesByTheNameOfTheObjective() {
    String expr = "{burnRate: {objective: o, factor: 13.44, long: 1h, short: 5m, eventsMin: 3}}";
    RuleSet rules =
        RuleSamples.rules(RuleSamples.ruleOf(expr) + "---\n" + RuleSamples.objective("o"));
    Condition condition = rules.groups().getFirst().rules().getFirst().condition();
    assertThat(ConditionText.of(condition)).isEqualTo(expr);
    assertThat(((Condition.BurnRate) condition).objective())
        .isEqualTo(rules.objectives().getFirst());
  }
}
