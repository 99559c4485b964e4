package dev.meshscope.collector.receive.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever comes, it is a request whose texts stand in the line, or a reason. */
class MutatedDatagramsTest {
  private static final int DATAGRAMS = 10_000;

  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final SyslogHeader header = new SyslogHeader();
  private final NginxLines lines =
      new NginxLines(
          NginxConfig.defaults(),
          Optional.of("$msec $request_time $status [$upstream_addr] \"$request\" $host"));

  @Test
  void areReadOrRefused() {
    MutatedDatagrams datagrams = new MutatedDatagrams(seed);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < DATAGRAMS; i++) {
      byte[] datagram = datagrams.next();
      if (isRead(datagram)) {
        read++;
        checkEntry("seed %d, datagram %d".formatted(seed, i));
      } else {
        refused++;
      }
    }
    assertThat(read).as("seed %d", seed).isGreaterThan(DATAGRAMS / 10);
    assertThat(refused).as("seed %d", seed).isGreaterThan(DATAGRAMS / 10);
  }

  private boolean isRead(byte[] datagram) {
    if (!header.read(datagram, 0, datagram.length)) {
      return false;
    }
    int from = header.messageFrom();
    LineSource source = new LineSource(header.host(), header.tag(), "", "", "10.0.0.7");
    Normalized unusable = lines.read(source, datagram, from, datagram.length - from);
    return unusable == null;
  }

  private void checkEntry(String what) {
    ProtocolEntry entry = lines.entry();
    for (int text = 0; text < ProtocolEntry.TEXTS; text++) {
      assertThat(entry.offset(text) + entry.length(text))
          .as(what)
          .isLessThanOrEqualTo(entry.bytes().length);
      assertThat(entry.length(text)).as(what).isNotNegative();
    }
    assertThat(entry.hasTime(ProtocolEntry.START)).as(what).isTrue();
    assertThat(entry.number(ProtocolEntry.ATTEMPTS)).as(what).isNotNegative();
    ReportingNode node = lines.node();
    assertThat(node.role()).as(what).isEqualTo(ReportingNode.Role.INGRESS);
  }
}
