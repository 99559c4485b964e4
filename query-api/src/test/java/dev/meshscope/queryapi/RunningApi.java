package dev.meshscope.queryapi;

import dev.meshscope.queryapi.http.WebServer;
import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.StartException;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ReadLimits;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole query-api on a free port, and a client of it that holds every answer to the
 * description.
 */
final class RunningApi implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Telemetry telemetry = Telemetry.create("query-api", Map.of());
  private final Lifecycle lifecycle = new Lifecycle("query-api", Lifecycle.Deadlines.defaults());
  private final HttpClient client = HttpClient.newHttpClient();
  private final OpenApiContract contract = new OpenApiContract();
  private final WebServer server;

  /** With the defaults, on a database, at the real time. */
  static RunningApi on(ClickHouseConfig database) throws StartException, InterruptedException {
    return new RunningApi(config(database), InstantSource.system());
  }

  /** The defaults with other limits of reads. */
  static QueryApiConfig config(ClickHouseConfig database, ReadLimits read) {
    Inventories.Place nowhere = new Inventories.Place("127.0.0.1:1", StoredTraffic.TENANT);
    return config(database, read, nowhere, InventoryConfig.defaults());
  }

  /** The defaults on a database and a free port. */
  static QueryApiConfig config(ClickHouseConfig database) {
    return config(database, QueryApiConfig.defaults().read());
  }

  /** The defaults without a database, on a broker. */
  static QueryApiConfig config(Inventories.Place place, InventoryConfig inventory) {
    QueryApiConfig usual = QueryApiConfig.defaults();
    ClickHouseConfig nowhere = usual.clickhouse().movedTo(URI.create("http://127.0.0.1:1"));
    return config(nowhere, usual.read(), place, inventory);
  }

  /** The defaults on a database and a broker. */
  static QueryApiConfig config(ClickHouseConfig database, Inventories.Place place) {
    QueryApiConfig usual = QueryApiConfig.defaults();
    return config(database, usual.read(), place, InventoryConfig.defaults());
  }

  private static QueryApiConfig config(
      ClickHouseConfig database,
      ReadLimits read,
      Inventories.Place place,
      InventoryConfig inventory) {
    QueryApiConfig usual = QueryApiConfig.defaults();
    return new QueryApiConfig(
        "127.0.0.1",
        0,
        place.tenant(),
        new QueryApiConfig.KafkaConfig(place.bootstrapServers()),
        database,
        usual.retention(),
        read,
        usual.range(),
        usual.http(),
        inventory,
        usual.rules(),
        usual.evaluation(),
        usual.notifications());
  }

  RunningApi(QueryApiConfig config, InstantSource clock)
      throws StartException, InterruptedException {
    server = QueryApi.assemble(config, telemetry, lifecycle, clock);
    lifecycle.start();
  }

  /** The answer to a GET. */
  Answer get(String pathAndQuery) {
    return send(request(pathAndQuery).GET().build());
  }

  /** The JSON of an answer that must be 200. */
  JsonNode json(String pathAndQuery) {
    Answer answer = get(pathAndQuery);
    if (answer.status() != 200) {
      throw new AssertionError(pathAndQuery + " gave " + answer.status() + ": " + answer.text());
    }
    return answer.json();
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(url() + pathAndQuery)).timeout(Duration.ofSeconds(30));
  }

  Answer send(HttpRequest request) {
    try {
      Answer answer = new Answer(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
      if (!request.method().equals("HEAD") && answer.header("Content-Encoding").isEmpty()) {
        contract.check(request.method(), request.uri().getRawPath(), answer);
      }
      return answer;
    } catch (IOException e) {
      throw new AssertionError(request + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.port();
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    lifecycle.close();
    telemetry.close();
  }

  /**
   * An answer.
   *
   * @param response as it came
   */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return JSON.readTree(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }
}
