package dev.meshscope.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementTest {
  private final List<PartHealth> healths = new ArrayList<>();
  private final Telemetry telemetry = Telemetry.create("test", Map.of());
  private final ManagementPages pages = new ManagementPages(() -> healths, telemetry);
  private final Management management = new Management(new ManagementConfig("127.0.0.1", 0), pages);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    management.start();
    healths.add(new PartHealth("receive", Health.ready("listening")));
  }

  @AfterEach
  void close() {
    management.close();
    telemetry.close();
    client.close();
  }

  @Test
  void isReadyWhenEveryPartIs() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    healths.add(new PartHealth("store", Health.notReady("engine away")));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotAliveWhenAPartIsDead() throws Exception {
    healths.add(new PartHealth("store", Health.dead("thread ended")));
    assertThat(get("/livez").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
  }

  @Test
  void saysMoreWhenAsked() throws Exception {
    healths.add(new PartHealth("store", Health.notReady("engine away")));
    assertThat(get("/readyz").body()).isEqualTo("not ok\n");
    assertThat(get("/readyz?verbose").body())
        .isEqualTo("[+] receive: listening\n[-] store: engine away\nnot ok\n");
  }

  @Test
  void servesMetricsWithTheirContentType() throws Exception {
    telemetry.stage("receive", "reports").received(3);
    var answer = get("/metrics");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).contains("meshscope_test_receive_received_reports_total 3");
  }

  @Test
  void answersTheProbeOfAnImage() {
    assertThat(HealthProbe.probe(uri("/readyz").toString())).isZero();
    healths.add(new PartHealth("store", Health.notReady("engine away")));
    assertThat(HealthProbe.probe(uri("/readyz").toString())).isEqualTo(1);
    assertThat(HealthProbe.probe("http://127.0.0.1:1/readyz")).isEqualTo(1);
    assertThat(HealthProbe.probe("no url")).isEqualTo(1);
  }

  @Test
  void refusesOtherPathsAndMethods() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    var post =
        HttpRequest.newBuilder(uri("/livez"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    var head = HttpRequest.newBuilder(uri("/livez")).HEAD().build();
    assertThat(client.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhichPortIsTaken() {
    var second = new Management(new ManagementConfig("127.0.0.1", management.port()), pages);
    assertThatIOException()
        .isThrownBy(second::start)
        .withMessageContaining(":" + management.port())
        .withCauseInstanceOf(BindException.class);
    second.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + management.port() + path);
  }
}
