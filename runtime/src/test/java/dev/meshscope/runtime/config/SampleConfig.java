package dev.meshscope.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One of every type that configuration knows. */
record SampleConfig(
    int grpcPort,
    Path dataDir,
    Optional<String> instanceId,
    Format format,
    KafkaConfig kafka,
    ClickHouseConfig clickhouse,
    Optional<TlsConfig> tls) {

  enum Format {
    PLAIN_TEXT,
    JSON
  }

  record KafkaConfig(
      List<String> bootstrapServers, Duration linger, Duration lingerMax, DataSize batchSize) {
    KafkaConfig {
      Check.notEmpty("bootstrapServers", bootstrapServers);
      Check.inRange("linger", linger, Duration.ofMillis(1), Duration.ofSeconds(10));
      Check.inRange("lingerMax", lingerMax, Duration.ZERO, Duration.ofMinutes(1));
      Check.inRange("batchSize", batchSize, DataSize.ofKibibytes(1), DataSize.ofMebibytes(64));
      Check.require(linger.compareTo(lingerMax) <= 0, "linger", "must not exceed lingerMax");
    }
  }

  record ClickHouseConfig(
      URI url, Secret password, boolean isCompressed, long blockRows, double sampleRatio) {
    ClickHouseConfig {
      Check.inRange("blockRows", blockRows, 1, 1_000_000);
      Check.inRange("sampleRatio", sampleRatio, 0.0, 1.0);
    }
  }

  record TlsConfig(Path certificate, Path key) {}

  SampleConfig {
    Check.port("grpcPort", grpcPort);
    Check.require(instanceId.map(String::length).orElse(1) <= 64, "instanceId", "is too long");
  }

  static SampleConfig defaults() {
    return new SampleConfig(
        4317,
        Path.of(".data"),
        Optional.empty(),
        Format.PLAIN_TEXT,
        new KafkaConfig(
            List.of("127.0.0.1:9092"),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            DataSize.ofMebibytes(1)),
        new ClickHouseConfig(
            URI.create("http://localhost:8123"), Secret.of(""), true, 20_000, 0.01),
        Optional.empty());
  }
}
