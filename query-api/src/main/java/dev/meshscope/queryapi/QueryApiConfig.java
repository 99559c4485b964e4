package dev.meshscope.queryapi;

import dev.meshscope.queryapi.http.HttpLimits;
import dev.meshscope.queryapi.query.RangeLimits;
import dev.meshscope.runtime.config.Check;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ReadLimits;
import dev.meshscope.storage.schema.RetentionConfig;
import java.net.URI;

/**
 * Configuration of the query-api.
 *
 * @param apiHost address to listen on
 * @param apiPort port to listen on, 0 for any free one
 * @param tenant whose traffic is shown
 * @param clickhouse where the database is
 * @param retention how long the database keeps traffic
 * @param read limits of every read
 * @param range limits of time ranges
 * @param http limits of what a client may send
 */
public record QueryApiConfig(
    String apiHost,
    int apiPort,
    String tenant,
    ClickHouseConfig clickhouse,
    RetentionConfig retention,
    ReadLimits read,
    RangeLimits range,
    HttpLimits http) {
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
        ClickHouseConfig.defaults(),
        RetentionConfig.defaults(),
        ReadLimits.defaults(),
        RangeLimits.defaults(),
        HttpLimits.defaults());
  }

  /** The same on another database. */
  public QueryApiConfig at(URI clickhouseUrl) {
    return new QueryApiConfig(
        apiHost, apiPort, tenant, clickhouse.movedTo(clickhouseUrl), retention, read, range, http);
  }
}
