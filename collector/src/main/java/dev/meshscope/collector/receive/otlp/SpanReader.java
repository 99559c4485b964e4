package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import org.jspecify.annotations.Nullable;

/** Understands spans, and asks for each node whether its spans count. */
final class SpanReader implements RecordReader {
  private static final byte[] NOTHING = {};

  private final SpanScanner scanner = new SpanScanner();
  private final SpanGate gate;
  private final NodeTexts lastTexts = new NodeTexts();
  private byte[] bytes = NOTHING;
  private @Nullable ReportingNode lastNode;
  private @Nullable Normalized lastVerdict;

  SpanReader(SpanGate gate) {
    this.gate = gate;
  }

  @Override
  public void begin(byte[] message, String connection) {
    bytes = message;
    lastNode = null;
    scanner.resource(message, 0, 0);
  }

  @Override
  public void resource(int offset, int length) {
    scanner.resource(bytes, offset, length);
  }

  /** Spans announce nothing, so that nobody asks. */
  @Override
  public long startNanos(int offset, int length) {
    return 0;
  }

  @Override
  public @Nullable Normalized read(int offset, int length) {
    Normalized fate = scanner.scan(offset, length);
    if (fate != null) {
      return fate;
    }
    NodeTexts texts = scanner.filler().node();
    if (lastNode == null || !texts.matches(lastTexts)) {
      ReportingNode made = Nodes.ofSpan(texts);
      lastTexts.copy(texts);
      lastNode = made;
      lastVerdict = gate.verdict(Nodes.key(made.id()));
    }
    return lastVerdict;
  }

  @Override
  public ProtocolEntry entry() {
    return scanner.filler().entry();
  }

  @Override
  public ReportingNode node() {
    ReportingNode node = lastNode;
    if (node == null) {
      throw new IllegalStateException("no span was read");
    }
    return node;
  }

  @Override
  public void end() {
    begin(NOTHING, "");
    lastTexts.clear(NOTHING);
  }
}
