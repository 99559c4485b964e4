package dev.meshscope.queryapi;

import dev.meshscope.queryapi.http.InventoryResource;
import dev.meshscope.queryapi.http.Questions;
import dev.meshscope.queryapi.http.WebServer;
import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryFile;
import dev.meshscope.queryapi.inventory.InventoryTopic;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.queryapi.query.LatencyQuery;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.ServicesQuery;
import dev.meshscope.queryapi.query.SignalsQuery;
import dev.meshscope.queryapi.query.StorageWatch;
import dev.meshscope.queryapi.query.TopologyQuery;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.ManagementPages;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.read.ClickHouseReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Assembles the query-api: the tables, the questions about them, the inventory beside, and REST in
 * front.
 */
public final class QueryApi {
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

  private QueryApi() {}

  /**
   * Adds the parts in data-flow order.
   *
   * @return the web server, which knows its port once it has started
   */
  public static WebServer assemble(
      QueryApiConfig config, Telemetry telemetry, Lifecycle lifecycle) {
    return assemble(config, telemetry, lifecycle, InstantSource.system());
  }

  static WebServer assemble(
      QueryApiConfig config, Telemetry telemetry, Lifecycle lifecycle, InstantSource clock) {
    var reader = new ClickHouseReader(config.clickhouse(), config.read());
    lifecycle.add(new StorageWatch(reader, WATCH_INTERVAL));
    var completeness = new CompletenessQuery(reader);
    var resolutions = new Resolutions(config.range(), config.retention());
    var alerting = new Alerting(config, telemetry, clock);
    var questions =
        new Questions(
            new TopologyQuery(reader, completeness),
            new ServicesQuery(reader, completeness),
            new SignalsQuery(reader, completeness),
            new LatencyQuery(reader, completeness),
            inventory(config, telemetry, lifecycle, clock),
            alerting.assemble(lifecycle, reader, completeness, resolutions));
    var bounds = new WebServer.Bounds(config.tenant(), config.range(), resolutions, config.http());
    var surroundings =
        new WebServer.Surroundings(
            new ManagementPages(lifecycle::check, telemetry), telemetry, clock, new SecureRandom());
    return lifecycle.add(
        new WebServer(
            new WebServer.Address(config.apiHost(), config.apiPort()),
            bounds,
            questions,
            surroundings));
  }

  private static InventoryResource inventory(
      QueryApiConfig config, Telemetry telemetry, Lifecycle lifecycle, InstantSource clock) {
    var limits = config.inventory();
    var place = new Inventories.Place(config.kafka().bootstrapServers(), config.tenant());
    var topic = lifecycle.add(new InventoryTopic(place));
    var inventories =
        new Inventories(place, limits, topic, new Inventories.Surroundings(clock, telemetry));
    limits.file().ifPresent(file -> lifecycle.add(new InventoryFile(file, limits, inventories)));
    return new InventoryResource(inventories, limits);
  }
}
