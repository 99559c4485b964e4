package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.OtlpClient.Ended;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.receive.otlp.SampleRecords;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.ServiceName;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What OTLP brings is counted and acknowledged, over real gRPC and HTTP, with a real broker behind.
 */
@Tag("broker")
class OtlpIT extends OtlpServer {
  @Test
  void answersOverGrpcWhenKafkaHasTheReports() throws Exception {
    Instant start = Instant.now().minusMillis(50);
    List<LogRecord> records = new ArrayList<>();
    records.add(SampleRecords.log(start, SampleRecords.inbound()));
    for (int i = 0; i < 99; i++) {
      records.add(SampleRecords.log(start, SampleRecords.outbound()));
    }
    Ended ended = client.logs(SampleRecords.logs(records));

    assertThat(ended.status()).isEqualTo(Status.OK);
    assertThat(ended.response()).as("nothing to say").isEmpty();
    assertThat(running.collector().published()).isEqualTo(100);
    await().atMost(PATIENCE).until(() -> topics.read().reports(id) == 100);
    RequestBatch batch =
        topics.batches(id).stream().filter(b -> b.columns().size() > 0).findFirst().orElseThrow();
    EdgeReference inbound = batch.flows().getFirst().edges().getFirst();
    assertThat(inbound.reporter()).isEqualTo(Reporter.DESTINATION);
    assertThat(inbound.service()).isEqualTo(new ServiceName("bookinfo", "reviews"));
    assertThat(inbound.source())
        .isInstanceOfSatisfying(
            Party.Known.class,
            known -> assertThat(known.workload().name()).isEqualTo("productpage-v1"));
    assertThat(Outcome.responseCode(batch.columns().outcome(0))).isEqualTo(200);
    assertThat(batch.columns().durationNanos(0)).isEqualTo(12_612_345);
    assertThat(batch.columns().bytesSent(0)).isEqualTo(948 + 180);
    assertThat(batch.columns().attempts(1)).isEqualTo(2);
    assertThat(topics.events(id))
        .extracting(ReporterEvent::kind)
        .startsWith(ReporterEvent.Kind.OPENED);
    assertThat(topics.announcements())
        .extracting(announcement -> announcement.key().address())
        .contains("10.0.1.5", "fd00::5");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesProtobufOverHttp(boolean isPacked) throws Exception {
    byte[] body = one().toByteArray();
    HttpResponse<byte[]> response =
        isPacked
            ? client.postGzip("/v1/logs", OtlpClient.PROTOBUF, OtlpClient.gzip(body))
            : client.post("/v1/logs", OtlpClient.PROTOBUF, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(OtlpClient.PROTOBUF);
    assertThat(response.body()).as("nothing to say").isEmpty();
    assertThat(running.collector().published()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesJsonOverHttp(boolean isPacked) throws Exception {
    byte[] body = json(Instant.now()).getBytes(UTF_8);
    String type = OtlpClient.JSON + "; charset=utf-8";
    HttpResponse<byte[]> response =
        isPacked
            ? client.postGzip("/v1/logs", type, OtlpClient.gzip(body))
            : client.post("/v1/logs", type, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(OtlpClient.JSON);
    assertThat(response.body()).asString(UTF_8).isEqualTo("{}");
    assertThat(running.collector().published()).isEqualTo(1);
  }

  @Test
  void takesCompressedCalls() throws Exception {
    Ended ended =
        client
            .start(
                OtlpClient.LOGS, one().toByteArray(), CallOptions.DEFAULT.withCompression("gzip"))
            .get(30, TimeUnit.SECONDS);

    assertThat(ended.status()).isEqualTo(Status.OK);
    assertThat(running.collector().published()).isEqualTo(1);
  }

  @Test
  void answersAnEmptyRequestWithSuccess() throws Exception {
    Ended ended = client.call(OtlpClient.LOGS, new byte[0]);
    assertThat(ended.status()).isEqualTo(Status.OK);
    assertThat(ended.response()).isEmpty();
    for (String path : List.of("/v1/logs", "/v1/traces")) {
      assertThat(client.post(path, OtlpClient.PROTOBUF, new byte[0]).statusCode()).isEqualTo(200);
      HttpResponse<byte[]> json = client.post(path, OtlpClient.JSON, "{}".getBytes(UTF_8));
      assertThat(json.statusCode()).isEqualTo(200);
      assertThat(json.body()).asString(UTF_8).isEqualTo("{}");
    }
    assertThat(ledger().received()).isZero();
  }

  @Test
  void countsAMessageThatComesAgainOnce() throws Exception {
    ExportLogsServiceRequest request = one();
    List<CompletableFuture<Ended>> together = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      together.add(client.start(OtlpClient.LOGS, request.toByteArray(), CallOptions.DEFAULT));
    }
    for (CompletableFuture<Ended> ended : together) {
      assertThat(ended.get(30, TimeUnit.SECONDS).status()).isEqualTo(Status.OK);
    }
    HttpResponse<byte[]> later =
        client.post("/v1/logs", OtlpClient.PROTOBUF, request.toByteArray());

    assertThat(later.statusCode()).isEqualTo(200);
    assertThat(ledger().accepted()).isEqualTo(1);
    assertThat(ledger().skipped(Skipped.REPEATED)).isEqualTo(5);
    await().atMost(PATIENCE).until(() -> topics.read().reports(id) == 1);
  }

  @Test
  void goesOnAfterClientsThatLeave() throws Exception {
    byte[] body = one().toByteArray();
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), running.collector().otlpHttpPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST /v1/logs HTTP/1.1\r
          Host: x\r
          Content-Type: application/x-protobuf\r
          Content-Length: %d\r
          \r
          """
              .formatted(body.length + 10)
              .getBytes(UTF_8));
      out.write(body);
      out.flush();
    }
    CompletableFuture<Ended> given =
        client.start(
            OtlpClient.LOGS,
            one().toByteArray(),
            CallOptions.DEFAULT.withDeadlineAfter(Duration.ofMillis(60)));
    assertThat(given.get(30, TimeUnit.SECONDS).status().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);

    assertThat(client.logs(one()).status()).isEqualTo(Status.OK);
    assertThat(ledger().accepted()).as("what came whole counts").isEqualTo(2);
    assertThat(ledger().rejected()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(running.metrics())
                .contains("meshscope_collector_receive_otlp_waiting_messages 0")
                .contains("meshscope_collector_receive_otlp_buffered_bytes 0"));
  }

  @Test
  void publishesWhatItTookBeforeACleanStop() throws Exception {
    List<CompletableFuture<Ended>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(client.start(OtlpClient.LOGS, one().toByteArray(), CallOptions.DEFAULT));
    }
    await().atMost(PATIENCE).until(() -> ledger().accepted() > 0);
    running.close();

    long taken = 0;
    for (CompletableFuture<Ended> call : calls) {
      Status status = call.get(30, TimeUnit.SECONDS).status();
      taken += status.isOk() ? 1 : 0;
      assertThat(status.getCode()).isIn(Status.Code.OK, Status.Code.UNAVAILABLE);
    }
    assertThat(running.collector().published()).isEqualTo(running.collector().accepted());
    assertThat(taken).isEqualTo(running.collector().accepted());
  }
}
