package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.receive.otlp.BodyReader.Line;
import dev.meshscope.collector.receive.otlp.BodyReader.Sender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bodies that no proxy wrote go to whoever reads such lines. */
class LogReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-25T23:08:22Z");
  private static final ReportingNode NODE = ReportingNode.ofAddress("10.0.0.7");

  private final ProtocolEntry lineEntry = new ProtocolEntry();
  private final List<Sender> senders = new ArrayList<>();
  private final LogReader reader = new LogReader(this::readLine);

  @Test
  void asksForLinesThatNoProxyWrote() {
    assertThat(read(Map.of(), "request ä")).isNull();
    assertThat(reader.entry()).isSameAs(lineEntry);
    assertThat(reader.node()).isSameAs(NODE);
    assertThat(read(Map.of(), "broken")).isEqualTo(Rejected.ENTRY_MALFORMED);
    assertThat(read(Map.of(), "hello")).isEqualTo(Skipped.FOREIGN);
    assertThat(senders).hasSize(3);
  }

  @Test
  void readsProxiesLinesItself() {
    assertThat(read(Map.of(), SampleLines.HTTP)).isNull();
    assertThat(reader.entry()).isNotSameAs(lineEntry);
    assertThat(senders).isEmpty();
  }

  @Test
  void tellsWhatTheRecordSaysOfItsWriter() {
    read(
        Map.of(
            "k8s.pod.name", "ingress-nginx-controller-7d94dcb58-kq7xw",
            "k8s.namespace.name", "ingress-nginx",
            "k8s.cluster.name", "eu-1",
            "service.name", "nginx",
            "host.name", "node-7"),
        "request ä");
    read(Map.of("host.name", "vm-3"), "request ä");
    assertThat(senders)
        .containsExactly(
            new Sender(
                "ingress-nginx-controller-7d94dcb58-kq7xw", "nginx", "ingress-nginx", "eu-1"),
            new Sender("vm-3", "", "", ""));
  }

  private dev.meshscope.collector.normalize.@org.jspecify.annotations.Nullable Normalized read(
      Map<String, String> resource, String body) {
    byte[] message =
        SampleRecords.logs(resource, List.of(SampleRecords.line(NOW, body))).toByteArray();
    ExportScanner scanner = new ExportScanner();
    scanner.over(message, message.length);
    reader.begin(message, "");
    assertThat(scanner.next()).isTrue();
    reader.resource(scanner.resourceOffset(), scanner.resourceLength());
    return reader.read(scanner.recordOffset(), scanner.recordLength());
  }

  private Optional<Line> readLine(Sender sender, byte[] bytes, int offset, int length) {
    senders.add(sender);
    return switch (new String(bytes, offset, length, UTF_8)) {
      case "request ä" -> Optional.of(new Line.Request(NODE, lineEntry));
      case "broken" -> Optional.of(new Line.Unusable(Rejected.ENTRY_MALFORMED));
      default -> Optional.empty();
    };
  }
}
