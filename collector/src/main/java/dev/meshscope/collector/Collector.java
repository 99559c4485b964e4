package dev.meshscope.collector;

import dev.meshscope.collector.normalize.Ledgers;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.publish.Publisher;
import dev.meshscope.collector.receive.GrpcReceiver;
import dev.meshscope.collector.receive.NodeSessions;
import dev.meshscope.collector.receive.als.AlsService;
import dev.meshscope.collector.receive.nginx.NoPeers;
import dev.meshscope.collector.receive.nginx.SyslogReceiver;
import dev.meshscope.runtime.InstanceId;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.Management;
import dev.meshscope.runtime.ManagementPages;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The collector: receive → normalize → publish. The publisher starts before the receiver, so that
 * it closes after it and the last reports still go out.
 */
public final class Collector {
  private final Ledgers ledgers;
  private final Publisher publisher;
  private final GrpcReceiver receiver;
  private final SyslogReceiver syslog;

  private Collector(
      Ledgers ledgers, Publisher publisher, GrpcReceiver receiver, SyslogReceiver syslog) {
    this.ledgers = ledgers;
    this.publisher = publisher;
    this.receiver = receiver;
    this.syslog = syslog;
  }

  /**
   * Adds the parts of a collector to a process.
   *
   * @throws IOException when the collector's id can be neither read nor kept
   */
  public static Collector assemble(CollectorConfig config, Telemetry telemetry, Lifecycle lifecycle)
      throws IOException {
    RandomGenerator random = new SecureRandom();
    InstantSource clock = InstantSource.system();
    InstanceId id = InstanceId.of(config.instanceId(), config.dataDir(), random);
    Ledgers ledgers = new Ledgers();
    LedgerMetrics.register(ledgers, telemetry);
    Publisher publisher =
        lifecycle.add(
            new Publisher(
                new Publisher.Settings(
                    config.kafka(),
                    config.publish(),
                    new Publisher.CollectorId(
                        config.tenant(), id.value(), Publisher.micros(clock))),
                ledgers,
                telemetry,
                clock,
                random));
    AlsService als =
        new AlsService(
            config.grpc(), config.normalize(), publisher, ledgers.of(ReportSource.ALS), random);
    telemetry.gauge("receive_streams", "Open streams of proxies.", als::streams);
    telemetry.gauge(
        "normalize_open_streams",
        "Streams and connections that go on and are followed.",
        als::openStreams);
    GrpcReceiver receiver =
        lifecycle.add(new GrpcReceiver(config.grpcPort(), config.grpc(), List.of(als)));
    NodeSessions controllers =
        lifecycle.add(
            new NodeSessions(
                "syslog-nodes",
                publisher,
                config.normalize(),
                config.nginx().sessions(),
                new NoPeers(),
                ledgers.of(ReportSource.SYSLOG),
                random));
    SyslogReceiver syslog =
        lifecycle.add(
            new SyslogReceiver(
                new SyslogReceiver.Settings(
                    config.syslogPort(), config.syslogFormat(), config.nginx()),
                controllers,
                ledgers.of(ReportSource.SYSLOG)));
    syslog.register(telemetry);
    return new Collector(ledgers, publisher, receiver, syslog);
  }

  /** The same with a port for health and metrics, for a collector that is a process of its own. */
  static Collector assembleAlone(CollectorConfig config, Telemetry telemetry, Lifecycle lifecycle)
      throws IOException {
    lifecycle.add(
        new Management(config.management(), new ManagementPages(lifecycle::check, telemetry)));
    return assemble(config, telemetry, lifecycle);
  }

  /** The port that proxies report to; only after the start. */
  public int grpcPort() {
    return receiver.port();
  }

  /** The port that nginx sends its access log to; only after the start. */
  public int syslogPort() {
    return syslog.port();
  }

  /** The receiver of that log. */
  public SyslogReceiver syslog() {
    return syslog;
  }

  /** Entries that became reports. */
  public long accepted() {
    return ledgers.accepted();
  }

  /** Entries, or unreadable messages, that should have been reports. */
  public long rejected() {
    return ledgers.rejected();
  }

  /** Everything that became of what was received. */
  public Ledgers ledgers() {
    return ledgers;
  }

  /** Reports that Kafka has acknowledged. */
  public long published() {
    return publisher.acknowledgedReports();
  }
}
