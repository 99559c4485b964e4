package dev.meshscope.collector;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.receive.nginx.LineSource;
import dev.meshscope.collector.receive.nginx.NginxConfig;
import dev.meshscope.collector.receive.nginx.NginxLines;
import dev.meshscope.collector.receive.otlp.BodyReader;
import java.util.Optional;

/** Lines of nginx's access log that a log shipper sends as OpenTelemetry log records. */
final class NginxBodies implements BodyReader {
  private final NginxLines lines;

  NginxBodies(NginxConfig config, Optional<String> described) {
    lines = new NginxLines(config, described);
  }

  @Override
  public Optional<Line> read(Sender sender, byte[] bytes, int offset, int length) {
    LineSource source =
        new LineSource(sender.host(), sender.program(), sender.namespace(), sender.cluster(), "");
    Normalized unusable = lines.read(source, bytes, offset, length);
    if (unusable == null) {
      return Optional.of(new Line.Request(lines.node(), lines.entry()));
    }
    return unusable == Rejected.UNKNOWN_FORMAT
        ? Optional.empty() // somebody else's line
        : Optional.of(new Line.Unusable(unusable));
  }
}
