package dev.meshscope.benchmarks.stage;

import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.StreamNormalizer;
import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.collector.receive.nginx.DatagramReader;
import dev.meshscope.collector.receive.nginx.NginxConfig;
import dev.meshscope.collector.receive.nginx.NginxLines;
import dev.meshscope.collector.receive.nginx.NoPeers;
import dev.meshscope.collector.receive.otlp.BodyReader;
import dev.meshscope.collector.receive.otlp.ExportReader;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The collector's way from a message that says who it is from to an encoded batch, without network,
 * locks and Kafka. One owner, not thread-safe.
 */
final class MessagePath {
  private static final long SEED = 1;
  private static final String CONNECTION = "127.0.0.1";

  private final BatchMaker batches;
  private final Normalization normalization;
  private final Map<ReportingNode, StreamNormalizer> normalizers = new HashMap<>();
  private final ExportReader exports;
  private final DatagramReader datagrams =
      new DatagramReader(new NginxLines(NginxConfig.defaults(), Optional.empty()), true);
  private final boolean isSyslog;

  MessagePath(MessageSource source, long arrivalMicros) {
    batches = new BatchMaker(PublishConfig.defaults().batchRowsMax(), arrivalMicros);
    isSyslog = source == MessageSource.SYSLOG_JSON || source == MessageSource.SYSLOG_TEXT;
    normalization =
        Normalization.ofMessages(
            NormalizeConfig.defaults(),
            isSyslog ? new NoPeers() : ExportReader.peers(),
            batches.ledger());
    exports =
        source == MessageSource.OTLP_SPANS
            ? ExportReader.ofSpans()
            : ExportReader.ofLogs(BodyReader.NONE);
  }

  /** Takes a message; the encoded batch if it was full then, else nothing. */
  byte[] take(byte[] message) {
    if (isSyslog) {
      datagram(message);
    } else {
      export(message);
    }
    return batches.end();
  }

  /** Reports so far. */
  long accepted() {
    return batches.ledger().accepted();
  }

  void requireAllAccepted() {
    batches.requireAllAccepted();
  }

  private void datagram(byte[] message) {
    Normalized unusable =
        datagrams.read(message, 0, message.length, InetAddress.getLoopbackAddress());
    if (unusable == null) {
      report(datagrams.node(), datagrams.entry());
    } else {
      batches.ledger().count(unusable);
    }
  }

  private void export(byte[] message) {
    if (exports.count(message, message.length) < 0) {
      throw new IllegalStateException("our own message is malformed");
    }
    exports.over(message, message.length, CONNECTION);
    exports.earliestMicros(batches.arrivalMicros());
    while (exports.next()) {
      Normalized unusable = exports.read();
      if (unusable == null) {
        report(exports.node(), exports.entry());
      } else {
        batches.ledger().count(unusable);
      }
    }
    exports.end();
  }

  private void report(ReportingNode node, ProtocolEntry entry) {
    StreamNormalizer normalizer =
        normalizers.computeIfAbsent(node, made -> normalization.of(made, SEED));
    batches.ledger().count(normalizer.normalize(entry, batches.arrivalMicros(), batches.buffer()));
  }
}
