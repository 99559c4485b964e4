package dev.meshscope.collector;

import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.publish.KafkaConfig;
import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.collector.receive.GrpcConfig;
import dev.meshscope.collector.receive.nginx.NginxConfig;
import dev.meshscope.collector.receive.nginx.NginxLines;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.runtime.ManagementConfig;
import dev.meshscope.runtime.config.Check;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that a collector is told.
 *
 * @param tenant whose traffic it receives
 * @param instanceId the collector's id; by default random, and kept in the data directory
 * @param dataDir where it keeps what outlives a restart
 * @param grpcPort the port that proxies report to
 * @param grpc limits of that port
 * @param otlpHttpPort the port that proxies report to by OTLP over HTTP
 * @param otlp how OTLP is taken in, on both ports
 * @param syslogPort the port that nginx sends its access log to, UDP
 * @param syslogFormat format of that log, if it is neither ours nor ingress-nginx's own: the text
 *     of its {@code log_format}
 * @param nginx who the controllers are that send it, and limits of it
 * @param normalize limits of what is remembered per stream
 * @param kafka where batches go
 * @param publish how reports are put into batches
 * @param management where health and metrics are served when the collector runs alone
 */
public record CollectorConfig(
    String tenant,
    Optional<String> instanceId,
    Path dataDir,
    int grpcPort,
    GrpcConfig grpc,
    int otlpHttpPort,
    OtlpConfig otlp,
    int syslogPort,
    Optional<String> syslogFormat,
    NginxConfig nginx,
    NormalizeConfig normalize,
    KafkaConfig kafka,
    PublishConfig publish,
    ManagementConfig management) {
  public CollectorConfig {
    Check.notBlank("tenant", tenant);
    Check.port("grpcPort", grpcPort);
    Check.port("otlpHttpPort", otlpHttpPort);
    Check.port("syslogPort", syslogPort);
    syslogFormat.ifPresent(CollectorConfig::checkFormat);
  }

  /** One collector on this machine. */
  public static CollectorConfig defaults() {
    return new CollectorConfig(
        "default",
        Optional.empty(),
        Path.of(".data"),
        4317,
        GrpcConfig.defaults(),
        4318,
        OtlpConfig.defaults(),
        5514,
        Optional.empty(),
        NginxConfig.defaults(),
        NormalizeConfig.defaults(),
        KafkaConfig.defaults(),
        PublishConfig.defaults(),
        new ManagementConfig("0.0.0.0", 8081));
  }

  /** The same on another broker, with its data in another directory. */
  public CollectorConfig at(String bootstrapServers, Path directory) {
    return new CollectorConfig(
        tenant,
        instanceId,
        directory,
        grpcPort,
        grpc,
        otlpHttpPort,
        otlp,
        syslogPort,
        syslogFormat,
        nginx,
        normalize,
        kafka.movedTo(bootstrapServers),
        publish,
        management);
  }

  private static void checkFormat(String format) {
    try {
      NginxLines.check(format);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("syslogFormat " + e.getMessage(), e);
    }
  }
}
