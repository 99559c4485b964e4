package dev.meshscope.collector.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.model.ResponseFlag;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the scanner to the generated objects, and reads what a real Envoy wrote. */
class LogScannerTest {
  private static final int RANDOM_RECORDS = 20_000;

  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final LogScanner scanner = new LogScanner();

  @Test
  void readsRandomRecordsAsTheGeneratedObjectsDo() {
    RandomLogs logs = new RandomLogs(new Random(seed));
    for (int i = 0; i < RANDOM_RECORDS; i++) {
      Resource resource = Resource.newBuilder().addAllAttributes(logs.attributes()).build();
      LogRecord log = logs.log();
      assertThat(read(resource, log)).as("seed %d, record %d", seed, i).isNull();
      assertThat(ReadLog.of(scanner.filler()))
          .as("seed %d, record %d: %s", seed, i, log)
          .isEqualTo(ReadLog.of(log, resource.getAttributesList()));
    }
  }

  @Test
  void readsWhatEnvoyWrote() throws IOException {
    List<String> seen = new ArrayList<>();
    ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(captured());
    var resource = request.getResourceLogs(0).getResource();
    for (LogRecord log : request.getResourceLogs(0).getScopeLogs(0).getLogRecordsList()) {
      assertThat(read(resource, log)).isNull();
      ProtocolEntry entry = scanner.filler().entry();
      seen.add(
          "%s %d %s %d %s %s"
              .formatted(
                  entry.string(ProtocolEntry.ROUTE_NAME),
                  entry.number(ProtocolEntry.RESPONSE_CODE),
                  entry.string(ProtocolEntry.RESPONSE_CODE_DETAILS).replaceAll("\\{.*", ""),
                  entry.number(ProtocolEntry.ATTEMPTS),
                  entry.has(ProtocolEntry.UPSTREAM_CLUSTER),
                  entry.string(ProtocolEntry.TAGGED_CLUSTER)));
      assertThat(entry.number(ProtocolEntry.LOCAL_PORT)).isEqualTo(15_001);
      assertThat(entry.hasTime(ProtocolEntry.LAST_DOWNSTREAM_TX)).isTrue();
      assertThat(scanner.filler().node().string(NodeTexts.CANONICAL_SERVICE)).isEqualTo("reviews");
    }
    String ratings = "outbound|9080||ratings.bookinfo.svc.cluster.local";
    assertThat(seen)
        .containsExactly(
            "default 404 via_upstream 1 true " + ratings,
            "default 404 via_upstream 1 true " + ratings,
            "fault 503 fault_filter_abort 0 false " + ratings,
            "dead 503 upstream_reset_before_response_started 3 true "
                + ratings.replace("ratings", "dead"),
            "empty 503 no_healthy_upstream 1 false " + ratings.replace("ratings", "empty"),
            " 404 route_not_found 0 false ");
  }

  @Test
  void prefersTheRecordsTimeWhereItIsTheSameButFiner() {
    Instant time = Instant.parse("2026-11-25T14:48:55.428783123Z");
    Map<String, String> call = SampleRecords.outbound();
    call.put("start_time", "2026-11-25T14:48:55.428Z");
    read(Resource.getDefaultInstance(), SampleRecords.log(time, call));
    assertThat(entry().nanos(ProtocolEntry.START)).isEqualTo(428_783_123);

    call.put("start_time", "2026-11-25T14:48:54.428Z");
    read(Resource.getDefaultInstance(), SampleRecords.log(time, call));
    assertThat(entry().seconds(ProtocolEntry.START)).isEqualTo(time.getEpochSecond() - 1);
  }

  @Test
  void readsLinesOfTextAndOfJsonAndLists() {
    Instant now = Instant.parse("2026-11-25T23:08:23Z");
    assertThat(read(Resource.getDefaultInstance(), SampleRecords.line(now, SampleLines.HTTP)))
        .isNull();
    assertThat(entry().number(ProtocolEntry.RESPONSE_CODE)).isEqualTo(418);
    assertThat(read(Resource.getDefaultInstance(), SampleRecords.line(now, SampleLines.json())))
        .isNull();
    assertThat(entry().string(ProtocolEntry.AUTHORITY)).isEqualTo("www.example.com");
    assertThat(entry().string(ProtocolEntry.USER_AGENT)).isEqualTo("say \"hi\", ok");
    assertThat(entry().number(ProtocolEntry.FLAGS)).isEqualTo(ResponseFlag.UH.bit());
    assertThat(entry().string(ProtocolEntry.TAGGED_CLUSTER))
        .isEqualTo("httproute/default/backend/rule/0");
    LogRecord list =
        LogRecord.newBuilder()
            .setBody(
                AnyValue.newBuilder()
                    .setKvlistValue(
                        KeyValueList.newBuilder()
                            .addAllValues(SampleRecords.keyValues(SampleRecords.outbound()))))
            .build();
    assertThat(read(Resource.getDefaultInstance(), list)).isNull();
    assertThat(entry().string(ProtocolEntry.PATH)).isEqualTo("/ratings/0");
  }

  @Test
  void tellsWhatNoProxyWrote() {
    Instant now = Instant.now();
    for (LogRecord log :
        List.of(
            LogRecord.getDefaultInstance(),
            SampleRecords.line(now, ""),
            SampleRecords.line(now, "hello"),
            SampleRecords.line(now, "[main] \"hello\" world"),
            SampleRecords.line(now, "{\"response_code\":200}"),
            SampleRecords.line(now, "{\"message\":\"hello\"}"),
            SampleRecords.log(now, Map.of("response_code", "200", "path", "/")))) {
      assertThat(read(Resource.getDefaultInstance(), log)).as("%s", log).isEqualTo(Skipped.FOREIGN);
    }
  }

  @Test
  void refusesFieldsOfAnotherType() {
    byte[] time = {1 << 3, 5};
    scanner.resource(time, 0, 0);
    assertThat(scanner.scan(0, time.length)).isEqualTo(Rejected.ENTRY_MALFORMED);
  }

  private @Nullable Normalized read(Resource resource, LogRecord log) {
    byte[] first = resource.toByteArray();
    byte[] second = log.toByteArray();
    byte[] message = new byte[first.length + second.length];
    System.arraycopy(first, 0, message, 0, first.length);
    System.arraycopy(second, 0, message, first.length, second.length);
    scanner.resource(message, 0, first.length);
    return scanner.scan(first.length, second.length);
  }

  private ProtocolEntry entry() {
    return scanner.filler().entry();
  }

  private static byte[] captured() throws IOException {
    try (InputStream in =
        LogScannerTest.class.getResourceAsStream("/wire/otlp/envoy-1.40-logs.binpb")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
