package dev.meshscope.collector.receive.als;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.meshscope.collector.fuzz.FuzzTarget;
import dev.meshscope.collector.fuzz.Reports;
import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.MemoryConfig;
import dev.meshscope.collector.normalize.NodeDescription;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Messages of Envoy's access log service, taken as a stream takes them. Protobuf's own parser is
 * the reference: what it accepts must be accepted, with the same content.
 */
public final class AlsFuzzTarget implements FuzzTarget {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final long ARRIVAL_MICROS = START.getEpochSecond() * 1_000_000 + 1_000_000;

  private final MessageScanner messages = new MessageScanner();
  private final EntryScanner scanner = new EntryScanner(MemoryConfig.defaults());
  private final ProtocolEntry entry = new ProtocolEntry();
  private final Ledger ledger = new Ledger();
  private final Reports reports =
      new Reports(
          Normalization.ofStreams(NormalizeConfig.defaults(), new PeerMetadata(), ledger), ledger);
  private final ReportingNode[] nodes = {
    node("sidecar~10.0.1.5~a.b~b.svc.cluster.local"),
    node("router~10.0.1.6~gw.b~b.svc.cluster.local"),
    node("waypoint~10.0.1.7~wp.b~b.svc.cluster.local")
  };
  private int taken;

  @Override
  public byte[] sample(RandomGenerator random) {
    RandomEntries entries = new RandomEntries(Random.from(random));
    StreamAccessLogsMessage.Builder message = StreamAccessLogsMessage.newBuilder();
    if (random.nextInt(3) == 0) {
      message.setIdentifier(SampleEntries.identifier());
    }
    boolean isTcp = random.nextInt(4) == 0;
    ByteString.Output logs = ByteString.newOutput();
    try {
      message.build().writeTo(logs);
      for (int left = random.nextInt(5); left > 0; left--) {
        logs.write(isTcp ? tcp(entries.tcp()) : http(entry(random, entries)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return logs.toByteString().toByteArray();
  }

  @Override
  public void check(byte[] message) {
    List<Found> found = walk(message);
    boolean isMalformed = messages.isMalformed();
    Optional<List<Found>> expected = ReferenceMessage.entries(message);
    assertThat(isMalformed).as("malformed").isEqualTo(expected.isEmpty());
    expected.ifPresent(entries -> assertThat(found).isEqualTo(entries));
    found.forEach(this::checkEntry);
    take(message, found.size(), isMalformed);
    byte[] identifier = messages.identifier(message, message.length);
    ReportingNode.of(NodeReader.read(identifier).orElse(NodeDescription.NONE));
  }

  @Override
  public long accepted() {
    return ledger.accepted();
  }

  @Override
  public long rejected() {
    return ledger.rejected();
  }

  private List<Found> walk(byte[] message) {
    List<Found> found = new ArrayList<>();
    messages.over(message, message.length);
    while (messages.next()) {
      int from = messages.entryOffset();
      byte[] bytes = Arrays.copyOfRange(message, from, from + messages.entryLength());
      found.add(new Found(messages.isTcp(), ByteString.copyFrom(bytes)));
    }
    return found;
  }

  /** By the scanner of all messages, which remembers objects of those before. */
  private void checkEntry(Found found) {
    byte[] bytes = found.bytes().toByteArray();
    boolean isAccepted = scanner.scan(bytes, 0, bytes.length, found.isTcp(), entry);
    ScannedEntry content = null;
    try {
      content =
          found.isTcp()
              ? ScannedEntry.of(ReducedProtobuf.parseTcp(bytes))
              : ScannedEntry.of(ReducedProtobuf.parse(bytes));
    } catch (IOException e) {
      assertThat(isAccepted).as("refused because %s", e.getMessage()).isFalse();
    }
    if (content != null) {
      assertThat(isAccepted).as("accepted").isTrue();
      assertThat(ScannedEntry.of(entry)).isEqualTo(content);
    }
  }

  private void take(byte[] message, int entries, boolean isMalformed) {
    reports.begin();
    ReportingNode node = nodes[taken++ % nodes.length];
    messages.over(message, message.length);
    while (messages.next()) {
      boolean isRead =
          scanner.scan(
              message, messages.entryOffset(), messages.entryLength(), messages.isTcp(), entry);
      if (isRead) {
        reports.take(node, entry, ARRIVAL_MICROS);
      } else {
        reports.count(Rejected.ENTRY_MALFORMED);
      }
    }
    if (isMalformed) {
      reports.count(Rejected.MESSAGE_MALFORMED);
    }
    reports.end(entries + (isMalformed ? 1 : 0));
  }

  /** Half are like Envoy's, so that damage meets what is accepted; half are any. */
  private static byte[] entry(RandomGenerator random, RandomEntries entries) {
    return switch (random.nextInt(4)) {
      case 0 -> SampleEntries.inbound(START).toByteArray();
      case 1 -> SampleEntries.outbound(START).toByteArray();
      default -> entries.http();
    };
  }

  private static byte[] http(byte[] entry) throws IOException {
    return StreamAccessLogsMessage.newBuilder()
        .setHttpLogs(
            StreamAccessLogsMessage.HTTPAccessLogEntries.newBuilder()
                .addLogEntry(HTTPAccessLogEntry.parseFrom(entry)))
        .build()
        .toByteArray();
  }

  private static byte[] tcp(byte[] entry) throws IOException {
    return StreamAccessLogsMessage.newBuilder()
        .setTcpLogs(
            StreamAccessLogsMessage.TCPAccessLogEntries.newBuilder()
                .addLogEntry(TCPAccessLogEntry.parseFrom(entry)))
        .build()
        .toByteArray();
  }

  private static ReportingNode node(String id) {
    return ReportingNode.of(new NodeDescription(id, "", Map.of(), Map.of()));
  }

  /** An entry in a message. */
  record Found(boolean isTcp, ByteString bytes) {}
}
