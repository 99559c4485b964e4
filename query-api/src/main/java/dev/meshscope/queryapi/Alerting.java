package dev.meshscope.queryapi;

import dev.meshscope.queryapi.alert.evaluate.Evaluator;
import dev.meshscope.queryapi.alert.measure.ClickHouseJudge;
import dev.meshscope.queryapi.alert.measure.ObjectiveQuery;
import dev.meshscope.queryapi.alert.measure.TrafficReads;
import dev.meshscope.queryapi.alert.notify.DeliveryLog;
import dev.meshscope.queryapi.alert.notify.Dispatcher;
import dev.meshscope.queryapi.alert.rule.RuleFiles;
import dev.meshscope.queryapi.http.AlertResource;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.SignsOfLife;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.read.ClickHouseReader;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Assembles rules → states → notifications; nothing of it runs where no rules are configured. */
final class Alerting {
  private final QueryApiConfig config;
  private final Telemetry telemetry;
  private final InstantSource clock;

  Alerting(QueryApiConfig config, Telemetry telemetry, InstantSource clock) {
    this.config = config;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** Adds the parts in data-flow order. */
  AlertResource assemble(
      Lifecycle lifecycle,
      ClickHouseReader reader,
      CompletenessQuery completeness,
      Resolutions resolutions) {
    var objectives =
        new ObjectiveQuery(new TrafficReads(reader, config.tenant()), completeness, resolutions);
    if (config.rules().dir().isEmpty()) {
      return new AlertResource(Optional.empty(), objectives);
    }
    var files = lifecycle.add(new RuleFiles(config.rules(), clock));
    var signs = new SignsOfLife(reader, config.tenant(), config.evaluation().silenceFor());
    var reads = new TrafficReads(reader, config.tenant());
    var judge = new ClickHouseJudge(reads, completeness, signs, resolutions);
    var evaluator = lifecycle.add(evaluator(files, judge));
    var deliveries = lifecycle.add(deliveries());
    lifecycle.add(
        new Dispatcher(
            config.notifications(),
            evaluator,
            deliveries,
            new Dispatcher.Surroundings(clock, RandomGenerator.getDefault(), telemetry)));
    return new AlertResource(
        Optional.of(new AlertResource.Parts(files, evaluator, deliveries)), objectives);
  }

  private Evaluator evaluator(RuleFiles files, ClickHouseJudge judge) {
    return new Evaluator(
        new Evaluator.Place(config.kafka().bootstrapServers(), config.tenant()),
        config.evaluation(),
        new Evaluator.Work(files::current, files::isWhole, judge),
        new Evaluator.Surroundings(clock, telemetry));
  }

  private DeliveryLog deliveries() {
    return new DeliveryLog(
        new DeliveryLog.Place(config.kafka().bootstrapServers(), config.tenant()),
        config.notifications(),
        telemetry);
  }
}
