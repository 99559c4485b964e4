package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.receive.otlp.BodyReader.Line;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Understands log records. */
final class LogReader implements RecordReader {
  private static final byte[] NOTHING = {};

  private final LogScanner scanner = new LogScanner();
  private final BodyReader bodies;
  private final NodeTexts lastTexts = new NodeTexts();
  private byte[] bytes = NOTHING;
  private String connection = "";
  private @Nullable ReportingNode lastNode;
  private Line.@Nullable Request line;

  /**
   * Makes a reader.
   *
   * @param bodies reads what no proxy wrote
   */
  LogReader(BodyReader bodies) {
    this.bodies = bodies;
  }

  @Override
  public void begin(byte[] message, String newConnection) {
    bytes = message;
    connection = newConnection;
    lastNode = null;
    scanner.resource(message, 0, 0);
  }

  @Override
  public void resource(int offset, int length) {
    scanner.resource(bytes, offset, length);
  }

  @Override
  public long startNanos(int offset, int length) {
    return scanner.startNanos(bytes, offset, length);
  }

  @Override
  public @Nullable Normalized read(int offset, int length) {
    line = null;
    Normalized fate = scanner.scan(offset, length);
    return fate == Skipped.FOREIGN && scanner.isBodyText() ? readLine() : fate;
  }

  private @Nullable Normalized readLine() {
    NodeTexts texts = scanner.filler().node();
    BodyReader.Sender sender =
        new BodyReader.Sender(
            first(texts, NodeTexts.K8S_POD, NodeTexts.POD, NodeTexts.HOST),
            texts.string(NodeTexts.SERVICE_NAME),
            first(texts, NodeTexts.K8S_NAMESPACE, NodeTexts.NAMESPACE),
            texts.string(NodeTexts.CLUSTER_ID));
    Optional<Line> read = bodies.read(sender, bytes, scanner.bodyOffset(), scanner.bodyLength());
    return switch (read.orElse(new Line.Unusable(Skipped.FOREIGN))) {
      case Line.Unusable(Normalized reason) -> reason;
      case Line.Request request -> {
        line = request;
        yield null;
      }
    };
  }

  @Override
  public ProtocolEntry entry() {
    Line.Request read = line;
    return read == null ? scanner.filler().entry() : read.entry();
  }

  @Override
  public ReportingNode node() {
    Line.Request read = line;
    if (read != null) {
      return read.node();
    }
    NodeTexts texts = scanner.filler().node();
    ReportingNode last = lastNode;
    if (last != null && texts.matches(lastTexts)) {
      return last;
    }
    ReportingNode made = Nodes.ofLog(texts, connection);
    lastTexts.copy(texts);
    lastNode = made;
    return made;
  }

  @Override
  public void end() {
    begin(NOTHING, "");
    lastTexts.clear(NOTHING);
    line = null;
  }

  private static String first(NodeTexts texts, int... choices) {
    for (int text : choices) {
      if (texts.has(text)) {
        return texts.string(text);
      }
    }
    return "";
  }
}
