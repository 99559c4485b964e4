package dev.meshscope.testkit.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The admin port of one Envoy. */
final class EnvoyAdmin {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** What says something about traffic, and stays as it is while there is none. */
  private static final String TRAFFIC =
      URLEncoder.encode(
          "^(cluster|http|tcp)\\.(inbound|outbound|PassthroughCluster|BlackHoleCluster)"
              + "|^cluster\\.envoy_accesslog_service\\.upstream_rq_active$"
              + "|^listener\\..*\\.no_filter_chain_match$"
              + "|^access_logs.*(logs_written|logs_dropped|entries_flushed)$"
              + "|^tracing\\.opentelemetry\\.spans_sent$",
          UTF_8);

  private final HttpClient client;
  private final Pod pod;

  EnvoyAdmin(HttpClient client, Pod pod) {
    this.client = client;
    this.pod = pod;
  }

  boolean isReady() {
    try {
      return get("/ready").statusCode() == 200;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** What the proxy has counted of its traffic so far; its admin port and itself are left out. */
  Counters counters() {
    try {
      return Counters.parse(get("/stats?usedonly&filter=" + TRAFFIC).body());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpResponse<String> get(String path) throws IOException {
    URI uri = URI.create("http://" + pod.address() + ":" + IstioPorts.ADMIN + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeshException("interrupted while asking Envoy of " + pod.workload(), e);
    }
  }

  private MeshException unreachable(IOException cause) {
    return new MeshException("no answer from the admin port of " + pod.workload(), cause);
  }
}
