package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import dev.meshscope.collector.OtlpClient.Ended;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.collector.receive.otlp.SampleRecords;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What OTLP brings and cannot be taken is refused by its rules, and counted. */
@Tag("broker")
class OtlpRefusalIT extends OtlpServer {
  @Test
  void tellsWhichRecordsItDidNotTake() throws Exception {
    Instant now = Instant.now();
    Map<String, String> started = SampleRecords.outbound();
    started.put("access_log_type", "DownstreamStart");
    ExportLogsServiceRequest request =
        SampleRecords.logs(
            List.of(
                SampleRecords.log(now, SampleRecords.outbound()),
                SampleRecords.log(now.minus(Duration.ofDays(3)), SampleRecords.outbound()),
                SampleRecords.line(now, "the application says hello"),
                SampleRecords.log(now, Map.of("duration", "7", "path", "/")),
                SampleRecords.log(now, started)));
    Ended ended = client.logs(request);

    assertThat(ended.status()).isEqualTo(Status.OK);
    var partial = ExportLogsServiceResponse.parseFrom(ended.response()).getPartialSuccess();
    assertThat(partial.getRejectedLogRecords()).isEqualTo(3);
    assertThat(partial.getErrorMessage())
        .isEqualTo("log records that were not taken: 2 foreign, 1 time-out-of-range");
    assertThat(ledger().accepted()).isEqualTo(1);
    assertThat(ledger().rejected(Rejected.TIME_OUT_OF_RANGE)).isEqualTo(1);
    assertThat(ledger().skipped(Skipped.FOREIGN)).isEqualTo(2);
    assertThat(ledger().skipped(Skipped.INTERMEDIATE)).isEqualTo(1);
    assertThat(ledger().received()).isEqualTo(5);
    assertThat(running.metrics())
        .contains(
            "meshscope_collector_normalize_skipped_entries_total{kind=\"foreign\",source=\"otlp-logs\"}"
                + " 2");

    HttpResponse<byte[]> json =
        client.post(
            "/v1/logs", OtlpClient.JSON, json(now.minus(Duration.ofDays(3))).getBytes(UTF_8));
    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(json.body())
        .asString(UTF_8)
        .isEqualTo(
            "{\"partialSuccess\":{\"rejectedLogRecords\":\"1\",\"errorMessage\":\"log records that"
                + " were not taken: 1 time-out-of-range\"}}");
  }

  @Test
  void refusesWhatIsMalformedForGood() throws Exception {
    byte[] garbage = {0x0A, 0x7F, 1, 2, 3};
    Ended ended = client.call(OtlpClient.LOGS, garbage);
    assertThat(ended.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);

    HttpResponse<byte[]> protobuf = client.post("/v1/logs", OtlpClient.PROTOBUF, garbage);
    assertThat(protobuf.statusCode()).isEqualTo(400);
    assertThat(protobuf.headers().firstValue("Content-Type")).hasValue(OtlpClient.PROTOBUF);
    assertThat(com.google.rpc.Status.parseFrom(protobuf.body()).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT.value());

    HttpResponse<byte[]> json =
        client.post("/v1/logs", OtlpClient.JSON, "{\"resourceLogs\":".getBytes(UTF_8));
    assertThat(json.statusCode()).isEqualTo(400);
    assertThat(json.headers().firstValue("Content-Type")).hasValue(OtlpClient.JSON);
    assertThat(json.body()).asString(UTF_8).startsWith("{\"code\":3,\"message\":\"");

    HttpResponse<byte[]> gzip = client.postGzip("/v1/logs", OtlpClient.PROTOBUF, garbage);
    assertThat(gzip.statusCode()).isEqualTo(400);
    byte[] cut = OtlpClient.gzip(one().toByteArray());
    HttpResponse<byte[]> cutOff =
        client.postGzip("/v1/logs", OtlpClient.PROTOBUF, java.util.Arrays.copyOf(cut, 60));
    assertThat(cutOff.statusCode()).isEqualTo(400);
    assertThat(ledger().rejected(Rejected.MESSAGE_MALFORMED)).isEqualTo(5);
    assertThat(ledger().received()).isEqualTo(5);
  }

  @Test
  void countsARecordThatCannotBeReadAndTakesTheOthers() throws Exception {
    byte[] good = SampleRecords.log(Instant.now(), SampleRecords.outbound()).toByteArray();
    byte[] bad = good.clone();
    bad[good.length - 1 - 8 - 2 - 16 - 1] = 0x7F; // the length of the trace id
    ExportLogsServiceRequest wrapped =
        SampleRecords.logs(List.of(LogRecord.parseFrom(good), LogRecord.parseFrom(good)));
    byte[] request = wrapped.toByteArray();
    System.arraycopy(bad, 0, request, request.length - bad.length, bad.length);
    Ended ended = client.call(OtlpClient.LOGS, request);

    assertThat(ended.status()).isEqualTo(Status.OK);
    assertThat(
            ExportLogsServiceResponse.parseFrom(ended.response())
                .getPartialSuccess()
                .getRejectedLogRecords())
        .isEqualTo(1);
    assertThat(ledger().rejected(Rejected.ENTRY_MALFORMED)).isEqualTo(1);
    assertThat(ledger().accepted()).isEqualTo(1);
  }

  @Test
  void knowsOnlyItsPathsMethodsAndTypes() throws Exception {
    byte[] body = one().toByteArray();
    for (String path : List.of("/v1/metrics", "/v1development/profiles", "/", "/v1/logs/x")) {
      HttpResponse<byte[]> response = client.post(path, OtlpClient.PROTOBUF, body);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(com.google.rpc.Status.parseFrom(response.body()).getCode())
          .isEqualTo(Status.Code.NOT_FOUND.value());
    }
    HttpResponse<byte[]> get = client.send(HttpRequest.newBuilder().GET(), "/v1/logs");
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
    assertThat(client.post("/v1/logs", "text/plain", body).statusCode()).isEqualTo(415);
    HttpResponse<byte[]> brotli =
        client.send(
            HttpRequest.newBuilder()
                .header("Content-Type", OtlpClient.PROTOBUF)
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofByteArray(body)),
            "/v1/logs");
    assertThat(brotli.statusCode()).isEqualTo(415);
    Ended metrics = client.call(OtlpClient.METRICS, new byte[0]);
    assertThat(metrics.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(ledger().received()).isZero();
  }

  @Test
  void refusesWhatIsTooLargeForGoodAlsoWhenUnpacked() throws Exception {
    byte[] large = new byte[(int) BODY_MAX.bytes() + 1];
    byte[] bomb = OtlpClient.gzip(new byte[64 << 20]);
    assertThat(client.post("/v1/logs", OtlpClient.PROTOBUF, large).statusCode()).isEqualTo(413);
    HttpResponse<byte[]> unpacked = client.postGzip("/v1/logs", OtlpClient.PROTOBUF, bomb);
    assertThat(unpacked.statusCode()).isEqualTo(413);
    assertThat(unpacked.headers().firstValue("Retry-After")).isEmpty();
    HttpResponse<byte[]> chunked =
        client.send(
            HttpRequest.newBuilder()
                .header("Content-Type", OtlpClient.PROTOBUF)
                .POST(BodyPublishers.ofByteArrays(Collections.nCopies(3, large))),
            "/v1/logs");
    assertThat(chunked.statusCode()).isEqualTo(413);

    Ended call = client.call(OtlpClient.LOGS, large);
    Ended beyondCap = client.call(OtlpClient.LOGS, new byte[300 * 1024]);
    Ended packed =
        client
            .start(OtlpClient.LOGS, new byte[16 << 20], CallOptions.DEFAULT.withCompression("gzip"))
            .get(30, TimeUnit.SECONDS);
    for (Ended ended : List.of(call, beyondCap, packed)) {
      assertThat(ended.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(retryInfo(ended)).isFalse();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(ledger().rejected(Rejected.MESSAGE_TOO_LARGE)).isEqualTo(6));
    assertThat(ledger().received()).isEqualTo(6);
    assertThat(running.metrics()).contains("meshscope_collector_receive_otlp_buffered_bytes 0");
  }

  @Test
  void limitsTheRecordsOfAMessage() throws Exception {
    LogRecord record = SampleRecords.log(Instant.now(), Map.of());
    assertThat(
            client
                .logs(SampleRecords.logs(Collections.nCopies(RECORDS_MAX, record)))
                .status()
                .getCode())
        .isEqualTo(Status.Code.OK);
    assertThat(
            client
                .logs(SampleRecords.logs(Collections.nCopies(RECORDS_MAX + 1, record)))
                .status()
                .getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(ledger().rejected(Rejected.MESSAGE_TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void takesAPathOf64KiB() throws Exception {
    Map<String, String> call = SampleRecords.outbound();
    call.put("path", "/" + "ä".repeat(32 * 1024));
    Ended ended = client.logs(SampleRecords.logs(List.of(SampleRecords.log(Instant.now(), call))));

    assertThat(ended.response()).isEmpty();
    assertThat(ledger().accepted()).isEqualTo(1);
  }

  @Test
  void asksToComeAgainWhenTooMuchWaits(TestInfo test) throws Exception {
    CollectorConfig config =
        TestCollector.config(kafka.bootstrapServers(), directory, id + "-busy");
    OtlpConfig defaults = OtlpConfig.defaults();
    OtlpConfig narrow =
        new OtlpConfig(
            limits(1), defaults.http(), defaults.repeats(), defaults.sessions(), defaults.spans());
    try (TestCollector busy = new TestCollector(TestCollector.with(narrow, config));
        OtlpClient exporter = busy.otlpClient()) {
      await().atMost(PATIENCE).until(busy::isReady);
      List<CompletableFuture<Ended>> calls = new ArrayList<>();
      List<CompletableFuture<HttpResponse<byte[]>>> posts = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        calls.add(exporter.start(OtlpClient.LOGS, one().toByteArray(), CallOptions.DEFAULT));
        posts.add(exporter.postLater("/v1/logs", OtlpClient.PROTOBUF, one().toByteArray()));
      }
      long taken = 0;
      for (CompletableFuture<Ended> call : calls) {
        Ended ended = call.get(30, TimeUnit.SECONDS);
        boolean isTaken = ended.status().isOk();
        taken += isTaken ? 1 : 0;
        if (!isTaken) {
          assertThat(ended.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
          assertThat(retryInfo(ended)).isTrue();
        }
      }
      for (CompletableFuture<HttpResponse<byte[]>> post : posts) {
        HttpResponse<byte[]> response = post.get(30, TimeUnit.SECONDS);
        taken += response.statusCode() == 200 ? 1 : 0;
        if (response.statusCode() != 200) {
          assertThat(response.statusCode()).isEqualTo(429);
          assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
        }
      }
      assertThat(taken).isBetween(1L, 23L);
      assertThat(busy.collector().accepted()).isEqualTo(taken);
    }
  }

  private static boolean retryInfo(Ended ended) throws Exception {
    com.google.rpc.Status status =
        StatusProto.fromStatusAndTrailers(ended.status(), ended.trailers());
    boolean isTold = false;
    for (var detail : status.getDetailsList()) {
      isTold |= detail.is(RetryInfo.class);
      assertThat(detail.unpack(RetryInfo.class).getRetryDelay().getSeconds()).isEqualTo(2);
    }
    return isTold;
  }
}
