package dev.meshscope.benchmarks.stage;

import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.StreamNormalizer;
import dev.meshscope.collector.receive.als.EntryReader;
import dev.meshscope.model.Announcement;
import java.util.ArrayList;
import java.util.List;

/**
 * The collector's way from a message to an encoded batch, without network, locks and Kafka. One
 * owner, not thread-safe.
 */
final class ReceivePath {
  private static final long SEED = 1;

  private final BatchMaker batches;
  private final List<Stream> streams = new ArrayList<>();

  /**
   * @param batchRowsMax reports after which a batch is encoded
   */
  ReceivePath(RecordedMesh mesh, int batchRowsMax) {
    batches = new BatchMaker(batchRowsMax, mesh.arrivalMicros());
    NormalizeConfig config = NormalizeConfig.defaults();
    Normalization normalization =
        Normalization.ofStreams(config, EntryReader.peers(), batches.ledger());
    for (byte[] identifier : mesh.nodes()) {
      EntryReader entries = new EntryReader(config.memory());
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
        normalized =
            stream
                .normalizer()
                .normalize(entries.entry(), batches.arrivalMicros(), batches.buffer());
      }
      batches.ledger().count(normalized);
    }
    return batches.end();
  }

  /** Reports so far. */
  long accepted() {
    return batches.ledger().accepted();
  }

  /** Fails unless every entry so far became a report: benchmarks of refusals would be quick. */
  void requireAllAccepted() {
    batches.requireAllAccepted();
  }

  /** What the streams said of their addresses when they were opened. */
  List<Announcement> announcements() {
    List<Announcement> announcements = new ArrayList<>();
    for (Stream stream : streams) {
      ReportingNode node = stream.node();
      for (String address : node.addresses()) {
        Announcement.Key key = new Announcement.Key(BatchMaker.TENANT, address, node.id(), 0);
        announcements.add(new Announcement(key, node.workload(), node.serviceAccount()));
      }
    }
    return announcements;
  }

  private record Stream(ReportingNode node, EntryReader entries, StreamNormalizer normalizer) {}
}
