package dev.meshscope.collector;

import dev.meshscope.collector.normalize.Ledgers;
import dev.meshscope.collector.publish.Publisher;
import dev.meshscope.collector.receive.nginx.SyslogReceiver;
import dev.meshscope.collector.receive.otlp.OtlpReceiver;
import dev.meshscope.runtime.InstanceId;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.Management;
import dev.meshscope.runtime.ManagementPages;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The collector: receive → normalize → publish. The publisher starts before the receivers, so that
 * it closes after them and the last reports still go out.
 */
public final class Collector {
  private final Ledgers ledgers;
  private final Publisher publisher;
  private final Receivers receivers;

  private Collector(Ledgers ledgers, Publisher publisher, Receivers receivers) {
    this.ledgers = ledgers;
    this.publisher = publisher;
    this.receivers = receivers;
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
    OtlpReceiver.Surroundings lent =
        new OtlpReceiver.Surroundings(publisher, ledgers, telemetry, clock, random);
    return new Collector(ledgers, publisher, Receivers.assemble(config, lent, lifecycle));
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
    return receivers.grpc().port();
  }

  /** The port that nginx sends its access log to; only after the start. */
  public int syslogPort() {
    return receivers.syslog().port();
  }

  /** The receiver of that log. */
  public SyslogReceiver syslog() {
    return receivers.syslog();
  }

  /** The port that proxies report to by OTLP over HTTP; only after the start. */
  public int otlpHttpPort() {
    return receivers.otlp().httpPort();
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
