package dev.meshscope.benchmarks.stage;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportBuffer;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.StreamNormalizer;
import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.collector.receive.als.EntryReader;
import dev.meshscope.model.Announcement;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * The collector's way from a message to an encoded batch, without network, locks and Kafka. One
 * owner, not thread-safe.
 */
final class ReceivePath {
  static final String TENANT = "default";

  private static final byte[] NOT_FULL = {};
  private static final long SEED = 1;
  private static final RequestBatch.Origin ORIGIN = new RequestBatch.Origin("benchmark", 1, 0);

  private final RecordedMesh mesh;
  private final int batchRowsMax;
  private final long batchBytesMax = PublishConfig.defaults().batchBytesMax().bytes();
  private final Ledger ledger = new Ledger();
  private final List<Stream> streams = new ArrayList<>();
  private final ReportBuffer buffer = new ReportBuffer();
  private long sequence;

  /**
   * @param batchRowsMax reports after which a batch is encoded
   */
  ReceivePath(RecordedMesh mesh, int batchRowsMax) {
    this.mesh = mesh;
    this.batchRowsMax = batchRowsMax;
    Normalization normalization =
        Normalization.ofStreams(NormalizeConfig.defaults(), EntryReader.peers(), ledger);
    for (byte[] identifier : mesh.nodes()) {
      EntryReader entries = new EntryReader();
      entries.over(identifier, identifier.length);
      ReportingNode node = ReportingNode.of(entries.node());
      streams.add(new Stream(node, entries, normalization.of(node, SEED)));
    }
  }

  /** Takes a message of the mesh; the encoded batch if it was full then, else nothing. */
  byte[] take(RecordedMessage message) {
    Stream stream = streams.get(message.stream());
    EntryReader entries = stream.entries();
    entries.over(message.bytes(), message.bytes().length);
    while (entries.next()) {
      Normalized normalized = Rejected.ENTRY_MALFORMED;
      if (entries.read()) {
        normalized = stream.normalizer().normalize(entries.entry(), mesh.arrivalMicros(), buffer);
      }
      ledger.count(normalized);
    }
    boolean isFull = buffer.size() >= batchRowsMax || buffer.bytes() >= batchBytesMax;
    return isFull ? close() : NOT_FULL;
  }

  /** Encodes what was taken since the last batch. */
  byte[] close() {
    RequestBatch.Header header =
        new RequestBatch.Header(
            TENANT, ORIGIN, sequence++, ledger.received(), ledger.rejected(), mesh.arrivalMicros());
    RequestBatch batch =
        new RequestBatch(header, buffer.flows(), buffer.operations(), buffer.columns());
    byte[] bytes = RequestBatchCodec.encode(batch);
    buffer.restart(sequence);
    return bytes;
  }

  /** Reports so far. */
  long accepted() {
    return ledger.accepted();
  }

  /** Fails unless every entry so far became a report: benchmarks of refusals would be quick. */
  void requireAllAccepted() {
    if (ledger.accepted() == 0 || ledger.accepted() != ledger.received()) {
      throw new IllegalStateException(
          "of %d entries %d became reports".formatted(ledger.received(), ledger.accepted()));
    }
  }

  /** What the streams said of their addresses when they were opened. */
  List<Announcement> announcements() {
    List<Announcement> announcements = new ArrayList<>();
    for (Stream stream : streams) {
      ReportingNode node = stream.node();
      for (String address : node.addresses()) {
        Announcement.Key key = new Announcement.Key(TENANT, address, node.id(), 0);
        announcements.add(new Announcement(key, node.workload(), node.serviceAccount()));
      }
    }
    return announcements;
  }

  private record Stream(ReportingNode node, EntryReader entries, StreamNormalizer normalizer) {}
}
