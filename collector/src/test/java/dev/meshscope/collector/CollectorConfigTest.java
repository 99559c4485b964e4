package dev.meshscope.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.runtime.config.ConfigContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectorConfigTest {
  private static final Map<String, String> OTLP_DEFAULTS =
      Map.ofEntries(
          Map.entry("otlp.http.connectionsMax", "10000"),
          Map.entry("otlp.http.idleTimeout", "1m"),
          Map.entry("otlp.limits.answerTimeout", "8s"),
          Map.entry("otlp.limits.bodyBytesMax", "64MiB"),
          Map.entry("otlp.limits.bufferBytesMax", "128MiB"),
          Map.entry("otlp.limits.recordsMax", "100000"),
          Map.entry("otlp.limits.requestsMax", "20000"),
          Map.entry("otlp.limits.retryAfter", "2s"),
          Map.entry("otlp.repeats.keep", "5m"),
          Map.entry("otlp.repeats.messagesMax", "100000"),
          Map.entry("otlp.sessions.idleMax", "5m"),
          Map.entry("otlp.sessions.sessionsMax", "10000"),
          Map.entry("otlp.spans.accept", "true"),
          Map.entry("otlp.spans.memory", "1h"),
          Map.entry("otlp.spans.nodesMax", "100000"),
          Map.entry("otlp.spans.settleTime", "1m"),
          Map.entry("otlpHttpPort", "4318"));

  private static final Map<String, String> OTLP_VALUES =
      Map.ofEntries(
          Map.entry("otlp.http.connectionsMax", "50"),
          Map.entry("otlp.http.idleTimeout", "10s"),
          Map.entry("otlp.limits.answerTimeout", "3s"),
          Map.entry("otlp.limits.bodyBytesMax", "4MiB"),
          Map.entry("otlp.limits.bufferBytesMax", "256MiB"),
          Map.entry("otlp.limits.recordsMax", "1000"),
          Map.entry("otlp.limits.requestsMax", "100"),
          Map.entry("otlp.limits.retryAfter", "10s"),
          Map.entry("otlp.repeats.keep", "0"),
          Map.entry("otlp.repeats.messagesMax", "10"),
          Map.entry("otlp.sessions.idleMax", "1m"),
          Map.entry("otlp.sessions.sessionsMax", "7"),
          Map.entry("otlp.spans.accept", "false"),
          Map.entry("otlp.spans.memory", "2h"),
          Map.entry("otlp.spans.nodesMax", "5"),
          Map.entry("otlp.spans.settleTime", "2m"),
          Map.entry("otlpHttpPort", "0"));

  private static final Map<String, List<String>> OTLP_REFUSED =
      Map.ofEntries(
          Map.entry("otlp.http.connectionsMax", List.of("0", "1000001")),
          Map.entry("otlp.http.idleTimeout", List.of("999ms", "2h")),
          Map.entry("otlp.limits.answerTimeout", List.of("99ms", "6m")),
          Map.entry("otlp.limits.bodyBytesMax", List.of("1023B", "257MiB")),
          Map.entry("otlp.limits.bufferBytesMax", List.of("63MiB", "2GiB")),
          Map.entry("otlp.limits.recordsMax", List.of("0", "10000001")),
          Map.entry("otlp.limits.requestsMax", List.of("0", "1000001")),
          Map.entry("otlp.limits.retryAfter", List.of("999ms", "11m")),
          Map.entry("otlp.repeats.keep", List.of("2h")),
          Map.entry("otlp.repeats.messagesMax", List.of("0", "10000001")),
          Map.entry("otlp.sessions.idleMax", List.of("999ms", "2d")),
          Map.entry("otlp.sessions.sessionsMax", List.of("0", "1000001")),
          Map.entry("otlp.spans.memory", List.of("59s", "2d", "1m")),
          Map.entry("otlp.spans.nodesMax", List.of("0", "10000001")),
          Map.entry("otlp.spans.settleTime", List.of("2h")),
          Map.entry("otlpHttpPort", List.of("-1", "65536")));

  private final ConfigContract contract = new ConfigContract(CollectorConfig.defaults());

  @Test
  void hasDefaults() {
    contract.hasDefaults(
        with(
            OTLP_DEFAULTS,
            Map.ofEntries(
                Map.entry("dataDir", ".data"),
                Map.entry("grpc.connectionAgeGrace", "5m"),
                Map.entry("grpc.connectionAgeMax", "30m"),
                Map.entry("grpc.drainTimeout", "1500ms"),
                Map.entry("grpc.keepAliveInterval", "1m"),
                Map.entry("grpc.messageBytesCap", "64MiB"),
                Map.entry("grpc.messageBytesMax", "4MiB"),
                Map.entry("grpc.streamsMax", "20000"),
                Map.entry("grpc.windowBytes", "256KiB"),
                Map.entry("grpcPort", "4317"),
                Map.entry("instanceId", ""),
                Map.entry("kafka.bootstrapServers", "127.0.0.1:9092"),
                Map.entry("kafka.edgeDeltasPartitions", "2"),
                Map.entry("kafka.requestsPartitions", "4"),
                Map.entry("kafka.retentionBytes", "8GiB"),
                Map.entry("management.host", "0.0.0.0"),
                Map.entry("management.port", "8081"),
                Map.entry("nginx.announceSource", "true"),
                Map.entry("nginx.bufferBytes", "8MiB"),
                Map.entry("nginx.cluster", ""),
                Map.entry("nginx.drainTimeout", "1500ms"),
                Map.entry("nginx.namespace", ""),
                Map.entry("nginx.sessions.idleMax", "5m"),
                Map.entry("nginx.sessions.sessionsMax", "10000"),
                Map.entry("nginx.socketBytes", "4MiB"),
                Map.entry("nginx.workload", ""),
                Map.entry("normalize.flowsPerStreamMax", "2048"),
                Map.entry("normalize.hostsPerStreamMax", "512"),
                Map.entry("normalize.memory.objectBytesMax", "4KiB"),
                Map.entry("normalize.memory.objectsPerStreamMax", "256"),
                Map.entry("normalize.memory.sharedPartsMax", "100000"),
                Map.entry("normalize.mirrors", ""),
                Map.entry("normalize.nameBytesMax", "1KiB"),
                Map.entry("normalize.openStreams.interval", "1m"),
                Map.entry("normalize.openStreams.max", "100000"),
                Map.entry("normalize.operationsPerServiceMax", "200"),
                Map.entry("normalize.peerBytesMax", "16KiB"),
                Map.entry("publish.aliveInterval", "30s"),
                Map.entry("publish.batchBytesMax", "512KiB"),
                Map.entry("publish.batchRowsMax", "8000"),
                Map.entry("publish.bufferBytesMax", "32MiB"),
                Map.entry("publish.flushTimeout", "8s"),
                Map.entry("publish.idleInterval", "10s"),
                Map.entry("publish.linger", "200ms"),
                Map.entry("publish.nodesMax", "100000"),
                Map.entry("syslogFormat", ""),
                Map.entry("syslogPort", "5514"),
                Map.entry("tenant", "default"))));
  }

  @Test
  void takesEveryKey() {
    contract.maps(
        with(
            OTLP_VALUES,
            Map.ofEntries(
                Map.entry("dataDir", "/var/lib/meshscope"),
                Map.entry("grpc.connectionAgeGrace", "1m"),
                Map.entry("grpc.connectionAgeMax", "10m"),
                Map.entry("grpc.drainTimeout", "0"),
                Map.entry("grpc.keepAliveInterval", "30s"),
                Map.entry("grpc.messageBytesCap", "32MiB"),
                Map.entry("grpc.messageBytesMax", "1MiB"),
                Map.entry("grpc.streamsMax", "100"),
                Map.entry("grpc.windowBytes", "1MiB"),
                Map.entry("grpcPort", "0"),
                Map.entry("instanceId", "collector-0"),
                Map.entry("kafka.bootstrapServers", "kafka-0:9092,kafka-1:9092"),
                Map.entry("kafka.edgeDeltasPartitions", "4"),
                Map.entry("kafka.requestsPartitions", "12"),
                Map.entry("kafka.retentionBytes", "1GiB"),
                Map.entry("management.host", "127.0.0.1"),
                Map.entry("management.port", "9000"),
                Map.entry("nginx.announceSource", "false"),
                Map.entry("nginx.bufferBytes", "16MiB"),
                Map.entry("nginx.cluster", "east"),
                Map.entry("nginx.drainTimeout", "0"),
                Map.entry("nginx.namespace", "ingress-nginx"),
                Map.entry("nginx.sessions.idleMax", "1m"),
                Map.entry("nginx.sessions.sessionsMax", "10"),
                Map.entry("nginx.socketBytes", "1MiB"),
                Map.entry("nginx.workload", "ingress-nginx-controller"),
                Map.entry("normalize.flowsPerStreamMax", "100"),
                Map.entry("normalize.hostsPerStreamMax", "50"),
                Map.entry("normalize.memory.objectBytesMax", "1KiB"),
                Map.entry("normalize.memory.objectsPerStreamMax", "32"),
                Map.entry("normalize.memory.sharedPartsMax", "1000"),
                Map.entry("normalize.mirrors", "shop=shop-shadow"),
                Map.entry("normalize.nameBytesMax", "2KiB"),
                Map.entry("normalize.openStreams.interval", "10s"),
                Map.entry("normalize.openStreams.max", "0"),
                Map.entry("normalize.operationsPerServiceMax", "0"),
                Map.entry("normalize.peerBytesMax", "8KiB"),
                Map.entry("publish.aliveInterval", "10s"),
                Map.entry("publish.batchBytesMax", "1MiB"),
                Map.entry("publish.batchRowsMax", "1000"),
                Map.entry("publish.bufferBytesMax", "64MiB"),
                Map.entry("publish.flushTimeout", "5s"),
                Map.entry("publish.idleInterval", "5s"),
                Map.entry("publish.linger", "100ms"),
                Map.entry("publish.nodesMax", "1000"),
                Map.entry("syslogFormat", "$msec $request_time $status $upstream_addr"),
                Map.entry("syslogPort", "0"),
                Map.entry("tenant", "blue"))));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    contract.rejects(
        with(
            OTLP_REFUSED,
            Map.ofEntries(
                Map.entry("grpc.connectionAgeGrace", List.of("0", "25h")),
                Map.entry("grpc.connectionAgeMax", List.of("999ms", "366d")),
                Map.entry("grpc.drainTimeout", List.of("61s")),
                Map.entry("grpc.keepAliveInterval", List.of("999ms", "25h")),
                Map.entry("grpc.messageBytesCap", List.of("1023B", "3MiB", "257MiB")),
                Map.entry("grpc.messageBytesMax", List.of("1023B", "65MiB")),
                Map.entry("grpc.streamsMax", List.of("0", "1000001")),
                Map.entry("grpc.windowBytes", List.of("63KiB", "17MiB")),
                Map.entry("grpcPort", List.of("-1", "65536")),
                Map.entry("kafka.bootstrapServers", List.of(" ")),
                Map.entry("kafka.edgeDeltasPartitions", List.of("0", "1001")),
                Map.entry("kafka.requestsPartitions", List.of("0", "1001")),
                Map.entry("kafka.retentionBytes", List.of("15MiB", "65537GiB")),
                Map.entry("management.host", List.of(" ")),
                Map.entry("management.port", List.of("-1", "65536")),
                Map.entry("nginx.bufferBytes", List.of("255KiB", "1025MiB")),
                Map.entry("nginx.drainTimeout", List.of("61s")),
                Map.entry("nginx.sessions.idleMax", List.of("999ms", "25h")),
                Map.entry("nginx.sessions.sessionsMax", List.of("0", "1000001")),
                Map.entry("nginx.socketBytes", List.of("63KiB", "1025MiB")),
                Map.entry("normalize.flowsPerStreamMax", List.of("0", "1000001")),
                Map.entry("normalize.hostsPerStreamMax", List.of("0", "1000001")),
                Map.entry("normalize.memory.objectBytesMax", List.of("63B", "2MiB")),
                Map.entry("normalize.memory.objectsPerStreamMax", List.of("1", "65537")),
                Map.entry("normalize.memory.sharedPartsMax", List.of("0", "10000001")),
                Map.entry("normalize.mirrors", List.of("shop")),
                Map.entry("normalize.nameBytesMax", List.of("63B", "65KiB")),
                Map.entry("normalize.openStreams.interval", List.of("999ms", "61m")),
                Map.entry("normalize.openStreams.max", List.of("-1", "10000001")),
                Map.entry("normalize.operationsPerServiceMax", List.of("-1", "100001")),
                Map.entry("normalize.peerBytesMax", List.of("63B", "2MiB")),
                Map.entry("publish.aliveInterval", List.of("99ms", "11m")),
                Map.entry("publish.batchBytesMax", List.of("1023B", "17MiB")),
                Map.entry("publish.batchRowsMax", List.of("0", "1000001")),
                Map.entry("publish.bufferBytesMax", List.of("63KiB", "1025MiB")),
                Map.entry("publish.flushTimeout", List.of("99ms", "6m")),
                Map.entry("publish.idleInterval", List.of("99ms", "11m")),
                Map.entry("publish.linger", List.of("0", "61s")),
                Map.entry("publish.nodesMax", List.of("0", "10000001")),
                Map.entry("syslogFormat", List.of("$status")),
                Map.entry("syslogPort", List.of("-1", "65536")),
                Map.entry("tenant", List.of(" ")))));
  }

  @Test
  void movesToAnotherBroker() {
    CollectorConfig moved = CollectorConfig.defaults().at("127.0.0.1:1", Path.of("there"));

    assertThat(moved.kafka().bootstrapServers()).isEqualTo("127.0.0.1:1");
    assertThat(moved.dataDir()).isEqualTo(Path.of("there"));
    assertThat(moved.publish()).isEqualTo(PublishConfig.defaults());
  }

  private static <V> Map<String, V> with(Map<String, V> one, Map<String, V> other) {
    Map<String, V> both = new HashMap<>(one);
    both.putAll(other);
    return both;
  }
}
