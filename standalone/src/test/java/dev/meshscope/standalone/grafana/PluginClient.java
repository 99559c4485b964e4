package dev.meshscope.standalone.grafana;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks ClickHouse over HTTP, as a user that may only read. */
public final class PluginClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI url;

  /**
   * What is no number is answered as a text, so that it is not taken for nothing.
   *
   * @param server of ClickHouse
   */
  public PluginClient(URI server) {
    url =
        server.resolve(
            "/?database=meshscope&default_format=JSONCompact&readonly=1"
                + "&output_format_json_quote_denormals=1");
  }

  /** The rows, each a list of values. Fails with what the server says. */
  public List<JsonNode> rows(String sql) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofMinutes(2))
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body() + "\n" + sql);
    }
    return JSON.readTree(response.body()).path("data").valueStream().toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
