package dev.meshscope.collector;

import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.GrpcReceiver;
import dev.meshscope.collector.receive.NodeSessions;
import dev.meshscope.collector.receive.ReceiverService;
import dev.meshscope.collector.receive.als.AlsService;
import dev.meshscope.collector.receive.nginx.NoPeers;
import dev.meshscope.collector.receive.nginx.SyslogReceiver;
import dev.meshscope.collector.receive.otlp.OtlpReceiver;
import dev.meshscope.collector.receive.otlp.OtlpReceiver.Surroundings;
import dev.meshscope.runtime.Lifecycle;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways in.
 *
 * @param grpc one port for access log service and OTLP
 * @param otlp OpenTelemetry's protocol, there and over HTTP
 * @param syslog nginx's access log
 */
record Receivers(GrpcReceiver grpc, OtlpReceiver otlp, SyslogReceiver syslog) {

  /** Adds all of them to a process. */
  static Receivers assemble(CollectorConfig config, Surroundings lent, Lifecycle lifecycle) {
    OtlpReceiver otlp =
        new OtlpReceiver(
            new OtlpReceiver.Settings(
                config.otlpHttpPort(),
                config.otlp(),
                config.normalize(),
                config.kafka(),
                config.tenant()),
            lent,
            () -> new NginxBodies(config.nginx(), config.syslogFormat()));
    otlp.parts().forEach(lifecycle::add);
    List<ReceiverService> services = new ArrayList<>(otlp.services());
    services.add(als(config, lent));
    GrpcReceiver grpc = lifecycle.add(new GrpcReceiver(config.grpcPort(), config.grpc(), services));
    return new Receivers(grpc, otlp, syslog(config, lent, lifecycle));
  }

  private static AlsService als(CollectorConfig config, Surroundings lent) {
    AlsService als =
        new AlsService(
            config.grpc(),
            config.normalize(),
            lent.publisher(),
            lent.ledgers().of(ReportSource.ALS),
            lent.random());
    lent.telemetry().gauge("receive_streams", "Open streams of proxies.", als::streams);
    lent.telemetry()
        .gauge(
            "normalize_open_streams",
            "Streams and connections that go on and are followed.",
            als::openStreams);
    return als;
  }

  private static SyslogReceiver syslog(
      CollectorConfig config, Surroundings lent, Lifecycle lifecycle) {
    NodeSessions controllers =
        lifecycle.add(
            new NodeSessions(
                "syslog-nodes",
                lent.publisher(),
                config.normalize(),
                config.nginx().sessions(),
                new NoPeers(),
                lent.ledgers().of(ReportSource.SYSLOG),
                lent.random()));
    SyslogReceiver syslog =
        lifecycle.add(
            new SyslogReceiver(
                new SyslogReceiver.Settings(
                    config.syslogPort(), config.syslogFormat(), config.nginx()),
                controllers,
                lent.ledgers().of(ReportSource.SYSLOG)));
    syslog.register(lent.telemetry());
    return syslog;
  }
}
