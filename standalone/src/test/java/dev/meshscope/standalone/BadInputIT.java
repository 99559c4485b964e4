package dev.meshscope.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UnknownFieldSet;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Unknown;
import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever comes in, it is counted with its reason and the stream goes on. */
@Tag("broker")
@Tag("engine")
class BadInputIT {
  private static final String STAGE = "meshscope_collector_normalize_";
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;
  private static final int NAME_BYTES_MAX = 1024;
  private static final long YEAR_SECONDS = 365 * 24 * 3600;

  @TempDir static Path directory;

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final AtomicInteger services = new AtomicInteger();
  private static RunningStandalone standalone;

  /** How fresh answers are is known while there is a stream whose node is known. */
  private static ProxyStream bystander;

  @BeforeAll
  static void start() throws Exception {
    standalone =
        RunningStandalone.start(
            directory.resolve("data"),
            Map.of(
                "MESHSCOPE_GRPC_MESSAGE_BYTES_MAX",
                MESSAGE_BYTES_MAX / 1024 + "KiB",
                "MESHSCOPE_PUBLISH_IDLE_INTERVAL",
                "500ms"));
    bystander = new ProxyStream(standalone.grpcPort());
    bystander.identify(ProxyStream.SIDECAR);
  }

  @AfterAll
  static void stop() {
    try {
      StageBalance.await(standalone);
    } finally {
      http.close();
      bystander.close();
      standalone.close();
    }
  }

  static Stream<Arguments> unusable() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        argumentSet(
            "a message that ends in the middle",
            Rejected.MESSAGE_MALFORMED,
            new byte[] {0x12, 0x7F, 1, 2, 3}),
        argumentSet(
            "a message beyond the limit",
            Rejected.MESSAGE_TOO_LARGE,
            new byte[MESSAGE_BYTES_MAX + 1]),
        argumentSet(
            "an entry that ends in the middle",
            Rejected.ENTRY_MALFORMED,
            new byte[] {0x12, 0x03, 0x0A, 0x01, (byte) 0xFF}),
        unusable("no start time", Rejected.NO_START_TIME, AccessLogCommon.Builder::clearStartTime),
        unusable(
            "a negative duration",
            Rejected.NEGATIVE_DURATION,
            common -> common.setDuration(Duration.newBuilder().setSeconds(-1))),
        unusable(
            "a negative time within the request",
            Rejected.NEGATIVE_DURATION,
            common ->
                common
                    .clearDuration()
                    .setTimeToLastDownstreamTxByte(Duration.newBuilder().setNanos(-1))),
        unusable(
            "a clock a year ahead",
            Rejected.TIME_OUT_OF_RANGE,
            common -> common.setStartTime(seconds(now + YEAR_SECONDS))),
        unusable(
            "a clock a year behind",
            Rejected.TIME_OUT_OF_RANGE,
            common -> common.setStartTime(seconds(now - YEAR_SECONDS))),
        unusable(
            "a time that is none",
            Rejected.TIME_OUT_OF_RANGE,
            common -> common.setStartTime(seconds(Long.MIN_VALUE))),
        unusable(
            "a name that no one has",
            Rejected.NAME_TOO_LONG,
            common -> common.setUpstreamCluster("x".repeat(NAME_BYTES_MAX + 1))));
  }

  static Stream<Arguments> strange() {
    return Stream.of(
        argumentSet(
            "a protocol that Envoy does not have yet",
            Unknown.ENUM_VALUE,
            ProxyStream.message(entry("protocol").toBuilder().setProtocolVersionValue(99).build())),
        argumentSet(
            "a log type that Envoy does not have yet",
            Unknown.ENUM_VALUE,
            message("logtype", common -> common.setAccessLogTypeValue(99))),
        argumentSet(
            "a response flag that Envoy does not have yet",
            Unknown.FLAG,
            message("flag", common -> common.setResponseFlags(flag(60)))),
        argumentSet(
            "a code that is no status",
            Unknown.RESPONSE_CODE,
            ProxyStream.message(
                entry("code").toBuilder()
                    .setResponse(
                        HTTPResponseProperties.newBuilder().setResponseCode(UInt32Value.of(1000)))
                    .build())),
        argumentSet(
            "a grpc-status that is none",
            Unknown.GRPC_STATUS,
            ProxyStream.message(
                entry("grpc").toBuilder()
                    .setResponse(
                        HTTPResponseProperties.newBuilder()
                            .putResponseTrailers("grpc-status", "ninety"))
                    .build())),
        argumentSet(
            "bytes that are no UTF-8",
            Unknown.UTF8,
            overwritten(
                message("utf", common -> common.setRouteName("route ~~")), "~~", (byte) 0xFF)),
        argumentSet(
            "peer metadata that cannot be read",
            Unknown.PEER,
            message(
                "peer", common -> common.putFilterStateObjects("downstream_peer", unreadable()))));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void unusableInputIsRejectedWithItsReason(Rejected reason, byte[] message) throws Exception {
    String service = serviceOfItsOwn();
    String rejected = dropped(reason);
    MetricsAnswer before = metrics();
    try (ProxyStream stream = new ProxyStream(standalone.grpcPort())) {
      stream.identify(ProxyStream.SIDECAR);
      stream.send(entry(service));
      stream.send(message);
      stream.send(entry(service));
      awaitReceived(before, 3);
      MetricsAnswer after = metrics();
      assertThat(after.value(rejected) - before.value(rejected)).isEqualTo(1);
      assertThat(after.sum(STAGE + "sent_entries_total"))
          .isEqualTo(before.sum(STAGE + "sent_entries_total") + 2);
      isBalanced(after);
      assertThat(storedRequests(service)).isEqualTo(2);
      assertThat(stream.hasEnded()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("strange")
  void strangeInputCountsAndIsToldAsUnknown(Unknown kind, byte[] message) throws Exception {
    String service = serviceOfItsOwn();
    String unknown = unknown(kind);
    MetricsAnswer before = metrics();
    try (ProxyStream stream = new ProxyStream(standalone.grpcPort())) {
      stream.identify(ProxyStream.SIDECAR);
      stream.send(message);
      stream.send(entry(service));
      awaitReceived(before, 2);
      MetricsAnswer after = metrics();
      assertThat(after.value(unknown) - before.value(unknown)).isEqualTo(1);
      assertThat(after.sum(STAGE + "sent_entries_total"))
          .isEqualTo(before.sum(STAGE + "sent_entries_total") + 2);
      isBalanced(after);
      assertThat(storedRequests(service)).isEqualTo(1);
      assertThat(stream.hasEnded()).isFalse();
    }
  }

  @Test
  void aStreamThatNeverSaysWhoseItIsCountsAsOfAnUnknownNode() throws Exception {
    String service = serviceOfItsOwn();
    MetricsAnswer before = metrics();
    try (ProxyStream stream = new ProxyStream(standalone.grpcPort())) {
      stream.send(entry(service));
      countsAsUnknownNode(before, service);
      assertThat(stream.hasEnded()).isFalse();
    }
  }

  @Test
  void aNodeWithoutAnIdCountsAsUnknown() throws Exception {
    String service = serviceOfItsOwn();
    MetricsAnswer before = metrics();
    try (ProxyStream stream = new ProxyStream(standalone.grpcPort())) {
      stream.identify("");
      stream.send(entry(service));
      countsAsUnknownNode(before, service);
      assertThat(stream.hasEnded()).isFalse();
    }
  }

  @Test
  void aNodeWhoseIdFollowsNoGrammarIsAGatewayOfThatName() throws Exception {
    String service = serviceOfItsOwn();
    MetricsAnswer before = metrics();
    try (ProxyStream stream = new ProxyStream(standalone.grpcPort())) {
      stream.identify("what~ever");
      stream.send(entry(service));
      awaitReceived(before, 1);
      isBalanced(metrics());
      assertThat(stored(service))
          .singleElement()
          .satisfies(edge -> {
            assertThat(edge.requests()).isEqualTo(1);
            assertThat(edge.sourceName()).isEqualTo("what~ever");
            assertThat(edge.source().path("kind").asString()).isEqualTo("gateway");
          });
    }
  }

  @Test
  void aBadParameterGetsAProblemThatNamesItAndWhatIsAllowed() throws Exception {
    HttpResponse<String> answer = get("/api/v1/topology?groupBy=planet");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    JsonNode error = new JsonMapper().readTree(answer.body()).path("errors").path(0);
    assertThat(error.path("parameter").asString()).isEqualTo("groupBy");
    assertThat(error.path("detail").asString()).contains("workload", "service", "namespace");
  }

  private static void countsAsUnknownNode(MetricsAnswer before, String service) throws Exception {
    awaitReceived(before, 1);
    MetricsAnswer after = metrics();
    String unknown = unknown(Unknown.NODE);
    assertThat(after.value(unknown) - before.value(unknown)).isEqualTo(1);
    isBalanced(after);
    assertThat(storedRequests(service)).isEqualTo(1);
  }

  private static void awaitReceived(MetricsAnswer before, int more) {
    long all = before.sum(STAGE + "received_entries_total") + more;
    Waiting.until(
        more + " more are received", () -> metrics().sum(STAGE + "received_entries_total") >= all);
  }

  private static void isBalanced(MetricsAnswer metrics) {
    assertThat(metrics.sum(STAGE + "received_entries_total"))
        .isEqualTo(
            metrics.sum(STAGE + "sent_entries_total")
                + metrics.sum(STAGE + "dropped_entries_total")
                + metrics.sum(STAGE + "skipped_entries_total"));
  }

  private static long storedRequests(String service) throws Exception {
    return stored(service).stream().mapToLong(EdgeAnswer::requests).sum();
  }

  /** The edges to that service that are in the answers once all is stored. */
  private static List<EdgeAnswer> stored(String service) throws Exception {
    Instant received = Instant.now();
    Waiting.until("everything is stored", () -> standalone.freshThrough().isAfter(received));
    return new TopologyAnswer(standalone.api().get("/api/v1/topology?class=all"))
        .edges().stream().filter(edge -> edge.service().equals(service)).toList();
  }

  private static String serviceOfItsOwn() {
    return "called-" + services.incrementAndGet();
  }

  private static String dropped(Rejected reason) {
    return "%sdropped_entries_total{reason=\"%s\",source=\"als\"}".formatted(STAGE, text(reason));
  }

  private static String unknown(Unknown kind) {
    return "%sunknown_entries_total{kind=\"%s\",source=\"als\"}".formatted(STAGE, text(kind));
  }

  private static String text(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static MetricsAnswer metrics() throws Exception {
    return standalone.metrics();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + standalone.apiPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Arguments unusable(
      String name, Rejected reason, Consumer<AccessLogCommon.Builder> change) {
    return argumentSet(name, reason, message("nobody", change));
  }

  private static byte[] message(String service, Consumer<AccessLogCommon.Builder> change) {
    HTTPAccessLogEntry.Builder entry = entry(service).toBuilder();
    change.accept(entry.getCommonPropertiesBuilder());
    return ProxyStream.message(entry.build());
  }

  /** A call of the sidecar to a service that no workload answered. */
  private static HTTPAccessLogEntry entry(String service) {
    Instant start = Instant.now().minusMillis(20);
    AccessLogCommon common =
        AccessLogCommon.newBuilder()
            .setStartTime(
                Timestamp.newBuilder().setSeconds(start.getEpochSecond()).setNanos(start.getNano()))
            .setDuration(Duration.newBuilder().setNanos(12_000_000))
            .setUpstreamCluster("outbound|9080||" + service + ".bookinfo.svc.cluster.local")
            .setAccessLogType(AccessLogType.DownstreamEnd)
            .build();
    return HTTPAccessLogEntry.newBuilder()
        .setCommonProperties(common)
        .setProtocolVersion(HTTPAccessLogEntry.HTTPVersion.HTTP11)
        .setRequest(HTTPRequestProperties.newBuilder().setAuthority(service + ":9080"))
        .setResponse(HTTPResponseProperties.newBuilder().setResponseCode(UInt32Value.of(200)))
        .build();
  }

  private static Timestamp seconds(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  /** Response flags of which one has a number beyond those that there are. */
  private static ResponseFlags flag(int number) {
    UnknownFieldSet.Field isSet = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    return ResponseFlags.newBuilder()
        .setUnknownFields(UnknownFieldSet.newBuilder().addField(number, isSet).build())
        .build();
  }

  private static Any unreadable() {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/google.protobuf.Struct")
        .setValue(ByteString.copyFrom(new byte[] {0x0A, 0x7F}))
        .build();
  }

  /** Puts bytes into a text that protobuf's own classes would refuse. */
  private static byte[] overwritten(byte[] message, String text, byte with) {
    int at = new String(message, US_ASCII).indexOf(text);
    assertThat(at).isPositive();
    byte[] changed = message.clone();
    changed[at] = with;
    return changed;
  }
}
