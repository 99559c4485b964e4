package dev.meshscope.queryapi;

import dev.meshscope.queryapi.alert.evaluate.Backtest;
import dev.meshscope.queryapi.alert.measure.ClickHouseJudge;
import dev.meshscope.queryapi.alert.measure.TrafficReads;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.SignsOfLife;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import java.time.Instant;

/** Tries rules on the past of a database, without a query-api that runs. */
public final class RuleHistory implements AutoCloseable {
  private final ClickHouseReader reader;
  private final ClickHouseJudge judge;

  /**
   * @param config of the query-api whose database it is
   */
  public RuleHistory(QueryApiConfig config) {
    reader = new ClickHouseReader(config.clickhouse(), config.read());
    judge =
        new ClickHouseJudge(
            new TrafficReads(reader, config.tenant()),
            new CompletenessQuery(reader),
            new SignsOfLife(reader, config.tenant(), config.evaluation().silenceFor()),
            new Resolutions(config.range(), config.retention()));
  }

  /**
   * Says what the rules would have raised.
   *
   * @param progress hears after each evaluation
   * @param now when it is asked
   * @param sink is told each alert, and rules that cannot be judged
   * @throws ReadException when the database does not answer
   */
  public void backtest(
      Backtest.Progress progress,
      RuleSet rules,
      Backtest.Span span,
      Instant now,
      Backtest.Sink sink)
      throws ReadException {
    new Backtest(judge, progress).run(rules, span, now, sink);
  }

  @Override
  public void close() {
    reader.close();
  }
}
