package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Ledgers;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.publish.KafkaConfig;
import dev.meshscope.collector.publish.Publisher;
import dev.meshscope.collector.publish.ReporterWatch;
import dev.meshscope.collector.receive.NodeSessions;
import dev.meshscope.collector.receive.ReceiverService;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** OpenTelemetry's protocol, put together: what both ports share, and its parts. */
public final class OtlpReceiver {
  private final OtlpHttpReceiver http;
  private final List<Part> parts = new ArrayList<>();
  private final List<ReceiverService> services;

  /**
   * What the collector is told.
   *
   * @param httpPort 0 for any free one
   * @param kafka where other collectors tell what they hear
   * @param tenant whose traffic it receives
   */
  public record Settings(
      int httpPort, OtlpConfig otlp, NormalizeConfig normalize, KafkaConfig kafka, String tenant) {}

  /**
   * What the process lends.
   *
   * @param clock says when
   * @param random seeds hashes and spreads retries; safe for use by many threads
   */
  public record Surroundings(
      Publisher publisher,
      Ledgers ledgers,
      Telemetry telemetry,
      InstantSource clock,
      RandomGenerator random) {}

  /**
   * Makes all parts, which do nothing yet.
   *
   * @param bodies reads lines that no proxy wrote out of log records; one for each message at a
   *     time
   */
  public OtlpReceiver(Settings settings, Surroundings surroundings, Supplier<BodyReader> bodies) {
    OtlpConfig otlp = settings.otlp();
    ExportDesk desk =
        new ExportDesk(
            otlp.limits(),
            surroundings.publisher(),
            new RepeatMemory(otlp.repeats(), surroundings.clock(), surroundings.random()),
            surroundings.telemetry().stage("receive-otlp", "messages"));
    List<Exports> signals = new ArrayList<>();
    signals.add(logs(settings, surroundings, bodies));
    if (otlp.spans().accept()) {
      signals.add(spans(settings, surroundings));
    }
    services =
        signals.stream()
            .<ReceiverService>map(exports -> new OtlpGrpcService(exports, desk))
            .toList();
    http = new OtlpHttpReceiver(settings.httpPort(), otlp.http(), desk, signals);
    parts.add(http);
    surroundings
        .telemetry()
        .gauge("receive_otlp_waiting_messages", "Messages without an answer.", desk::waiting);
    surroundings
        .telemetry()
        .gauge("receive_otlp_buffered_bytes", "Messages in memory.", desk.intake()::takenBytes);
  }

  /** What has to be started, in this order, after the publisher. */
  public List<Part> parts() {
    return List.copyOf(parts);
  }

  /** What has to be served on the gRPC port. */
  public List<ReceiverService> services() {
    return services;
  }

  /** The port of HTTP; only after the start. */
  public int httpPort() {
    return http.port();
  }

  private Exports logs(Settings settings, Surroundings surroundings, Supplier<BodyReader> bodies) {
    NodeSessions sessions =
        new NodeSessions(
            "otlp-log-sessions",
            surroundings.publisher(),
            settings.normalize(),
            settings.otlp().sessions(),
            new PeerText(),
            surroundings.ledgers().of(ReportSource.OTLP_LOGS),
            surroundings.random());
    parts.add(sessions);
    return new Exports(
        Signal.LOGS,
        sessions,
        surroundings.ledgers().of(ReportSource.OTLP_LOGS),
        () -> new LogReader(bodies.get()),
        settings.otlp().limits().recordsMax());
  }

  private Exports spans(Settings settings, Surroundings surroundings) {
    NodeSessions sessions =
        NodeSessions.untold(
            "otlp-span-sessions",
            surroundings.publisher(),
            settings.normalize(),
            settings.otlp().sessions(),
            new PeerText(),
            surroundings.ledgers().of(ReportSource.OTLP_SPANS),
            surroundings.random());
    parts.add(sessions);
    SpanGate gate = gate(settings, surroundings);
    return new Exports(
        Signal.SPANS,
        sessions,
        surroundings.ledgers().of(ReportSource.OTLP_SPANS),
        () -> new SpanReader(gate),
        settings.otlp().limits().recordsMax());
  }

  /** The gate hears of nodes by the watch, and asks the watch whether it has heard enough. */
  private SpanGate gate(Settings settings, Surroundings surroundings) {
    SpanConfig config = settings.otlp().spans();
    HeardNodes heard = new HeardNodes(config, surroundings.clock());
    ReporterWatch watch =
        new ReporterWatch(
            settings.kafka(),
            settings.tenant(),
            config.memory(),
            (node, atMillis) -> heard.heard(Nodes.key(node), atMillis),
            surroundings.clock(),
            surroundings.random());
    parts.add(watch);
    return new SpanGate(config, heard, watch::isCurrent, surroundings.clock());
  }
}
