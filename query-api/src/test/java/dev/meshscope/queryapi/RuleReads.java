package dev.meshscope.queryapi;

import dev.meshscope.queryapi.alert.measure.ClickHouseJudge;
import dev.meshscope.queryapi.alert.measure.ObjectiveQuery;
import dev.meshscope.queryapi.alert.measure.TrafficReads;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.Condition.Bound;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.queryapi.query.RangeLimits;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.SignsOfLife;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadLimits;
import dev.meshscope.storage.schema.RetentionConfig;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What measures rules on a database, and short ways to write rules. */
final class RuleReads implements AutoCloseable {
  static final Bound ANYTHING = new Bound(-1, true);

  private final ClickHouseReader reader;
  private final TrafficReads reads;
  private final ClickHouseJudge judge;
  private final ObjectiveQuery objectives;

  RuleReads(ClickHouseConfig database) {
    reader = new ClickHouseReader(database, ReadLimits.defaults());
    reads = new TrafficReads(reader, StoredTraffic.TENANT);
    var completeness = new CompletenessQuery(reader);
    var resolutions = new Resolutions(RangeLimits.defaults(), RetentionConfig.defaults());
    var signs = new SignsOfLife(reader, StoredTraffic.TENANT, Duration.ofDays(1));
    judge = new ClickHouseJudge(reads, completeness, signs, resolutions);
    objectives = new ObjectiveQuery(reads, completeness, resolutions);
  }

  ClickHouseJudge judge() {
    return judge;
  }

  ObjectiveQuery objectives() {
    return objectives;
  }

  long count() {
    return reads.count();
  }

  @Override
  public void close() {
    reader.close();
  }

  static AlertRule rule(Condition condition) {
    return new AlertRule("Test", condition, Duration.ZERO, Duration.ZERO, Map.of(), Map.of());
  }

  static Objective objective(
      Selector selector, Indicator indicator, double target, Duration window) {
    var text = new Objective.Text("Test", "", new TreeMap<>(), "test.yaml");
    return new Objective("test", text, selector, indicator, target, window);
  }
}
