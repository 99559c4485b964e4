package dev.meshscope.queryapi;

import dev.meshscope.queryapi.alert.evaluate.EvaluationConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig;
import dev.meshscope.queryapi.alert.rule.RulesConfig;
import dev.meshscope.queryapi.http.HttpLimits;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import dev.meshscope.queryapi.query.RangeLimits;
import dev.meshscope.runtime.config.Check;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ReadLimits;
import dev.meshscope.storage.schema.RetentionConfig;
import java.net.URI;
import java.nio.file.Path;

/**
 * Configuration of the query-api.
 *
 * @param apiHost address to listen on
 * @param apiPort port to listen on, 0 for any free one
 * @param tenant whose traffic is shown
 * @param kafka where the inventory is kept
 * @param clickhouse where the database is
 * @param retention how long the database keeps traffic
 * @param read limits of every read
 * @param range limits of time ranges
 * @param http limits of what a client may send
 * @param inventory how the inventory is given
 * @param rules where rules and objectives stand; without a directory nothing is evaluated
 * @param evaluation how rules are evaluated
 * @param notifications who is told about alerts
 */
public record QueryApiConfig(
    String apiHost,
    int apiPort,
    String tenant,
    KafkaConfig kafka,
    ClickHouseConfig clickhouse,
    RetentionConfig retention,
    ReadLimits read,
    RangeLimits range,
    HttpLimits http,
    InventoryConfig inventory,
    RulesConfig rules,
    EvaluationConfig evaluation,
    NotifyConfig notifications) {
  private static final int API_PORT = 8080;

  public QueryApiConfig {
    Check.notBlank("apiHost", apiHost);
    Check.port("apiPort", apiPort);
    Check.notBlank("tenant", tenant);
  }

  /** Fits one machine. */
  public static QueryApiConfig defaults() {
    return new QueryApiConfig(
        "0.0.0.0",
        API_PORT,
        "default",
        new KafkaConfig("127.0.0.1:9092"),
        ClickHouseConfig.defaults(),
        RetentionConfig.defaults(),
        ReadLimits.defaults(),
        RangeLimits.defaults(),
        HttpLimits.defaults(),
        InventoryConfig.defaults(),
        RulesConfig.defaults(),
        EvaluationConfig.defaults(),
        NotifyConfig.defaults());
  }

  /** The same on other backends. */
  public QueryApiConfig at(String bootstrapServers, URI clickhouseUrl) {
    return new QueryApiConfig(
        apiHost,
        apiPort,
        tenant,
        new KafkaConfig(bootstrapServers),
        clickhouse.movedTo(clickhouseUrl),
        retention,
        read,
        range,
        http,
        inventory,
        rules,
        evaluation,
        notifications);
  }

  /**
   * The same with rules and a webhook, each where none is configured.
   *
   * @param rulesDirectory files of rules
   * @param hook where to tell of alerts, on loopback
   */
  public QueryApiConfig alertingBy(Path rulesDirectory, URI hook) {
    return new QueryApiConfig(
        apiHost,
        apiPort,
        tenant,
        kafka,
        clickhouse,
        retention,
        read,
        range,
        http,
        inventory,
        rules.orIn(rulesDirectory),
        evaluation,
        notifications.orAt(hook));
  }

  /**
   * Where the inventory is kept.
   *
   * @param bootstrapServers the Kafka brokers, {@code host:port} with commas between; questions
   *     about traffic need none
   */
  public record KafkaConfig(String bootstrapServers) {
    public KafkaConfig {
      Check.notBlank("bootstrapServers", bootstrapServers);
    }
  }
}
