package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.model.ResponseFlag;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextLineTest {
  private final EntryFiller filler = new EntryFiller();
  private final TextLine line = new TextLine(filler);

  @Test
  void readsACallFromTheCallersSide() {
    assertThat(read(SampleLines.HTTP)).isTrue();
    ProtocolEntry entry = filler.entry();
    assertThat(entry.seconds(ProtocolEntry.START))
        .isEqualTo(Instant.parse("2026-11-25T23:08:22Z").getEpochSecond());
    assertThat(entry.nanos(ProtocolEntry.START)).isEqualTo(123_000_000);
    assertThat(entry.number(ProtocolEntry.METHOD)).isEqualTo(1);
    assertThat(entry.string(ProtocolEntry.PATH)).isEqualTo("/status/418");
    assertThat(entry.number(ProtocolEntry.PROTOCOL_VERSION)).isEqualTo(2);
    assertThat(entry.number(ProtocolEntry.RESPONSE_CODE)).isEqualTo(418);
    assertThat(entry.number(ProtocolEntry.FLAGS)).isZero();
    assertThat(entry.string(ProtocolEntry.RESPONSE_CODE_DETAILS)).isEqualTo("via_upstream");
    assertThat(entry.number(ProtocolEntry.BODY_BYTES_RECEIVED)).isZero();
    assertThat(entry.number(ProtocolEntry.BODY_BYTES_SENT)).isEqualTo(135);
    assertThat(entry.nanos(ProtocolEntry.DURATION)).isEqualTo(3_000_000);
    assertThat(entry.string(ProtocolEntry.USER_AGENT)).isEqualTo("curl/7.73.0-DEV");
    assertThat(entry.string(ProtocolEntry.AUTHORITY)).isEqualTo("httpbin:8000");
    assertThat(entry.string(ProtocolEntry.UPSTREAM_ADDRESS)).isEqualTo("10.44.1.27");
    assertThat(entry.number(ProtocolEntry.UPSTREAM_PORT)).isEqualTo(80);
    assertThat(entry.string(ProtocolEntry.UPSTREAM_CLUSTER))
        .isEqualTo("outbound|8000||httpbin.foo.svc.cluster.local");
    assertThat(entry.string(ProtocolEntry.LOCAL_ADDRESS)).isEqualTo("10.0.45.184");
    assertThat(entry.number(ProtocolEntry.LOCAL_PORT)).isEqualTo(8000);
    assertThat(entry.string(ProtocolEntry.PEER_ADDRESS)).isEqualTo("10.44.1.23");
    assertThat(entry.has(ProtocolEntry.SNI)).isFalse();
    assertThat(entry.string(ProtocolEntry.ROUTE_NAME)).isEqualTo("default");
  }

  @Test
  void readsACallFromTheCalledSide() {
    assertThat(read(SampleLines.INBOUND)).isTrue();
    ProtocolEntry entry = filler.entry();
    assertThat(entry.string(ProtocolEntry.UPSTREAM_CLUSTER)).isEqualTo("inbound|8000||");
    assertThat(entry.string(ProtocolEntry.SNI))
        .isEqualTo("outbound_.8000_._.httpbin.foo.svc.cluster.local");
  }

  @Test
  void readsAConnection() {
    assertThat(read(SampleLines.TCP)).isTrue();
    ProtocolEntry entry = filler.entry();
    assertThat(entry.number(ProtocolEntry.RESPONSE_CODE)).isZero();
    assertThat(entry.number(ProtocolEntry.METHOD)).isZero();
    assertThat(entry.has(ProtocolEntry.AUTHORITY)).isFalse();
    assertThat(entry.number(ProtocolEntry.BODY_BYTES_SENT)).isEqualTo(4711);
    assertThat(entry.seconds(ProtocolEntry.DURATION)).isEqualTo(30);
    assertThat(entry.string(ProtocolEntry.UPSTREAM_CLUSTER))
        .isEqualTo("outbound|3306||mysql.foo.svc.cluster.local");
  }

  @Test
  void isNotMisledByWhatClientsWrite() {
    assertThat(read(SampleLines.FAILURE)).isTrue();
    ProtocolEntry entry = filler.entry();
    assertThat(entry.string(ProtocolEntry.PATH)).isEqualTo("/a?b=\"c\"");
    assertThat(entry.number(ProtocolEntry.RESPONSE_CODE)).isEqualTo(503);
    assertThat(entry.number(ProtocolEntry.FLAGS))
        .isEqualTo(ResponseFlag.UF.bit() | ResponseFlag.URX.bit());
    assertThat(entry.number(ProtocolEntry.BODY_BYTES_RECEIVED)).isEqualTo(12);
    assertThat(entry.nanos(ProtocolEntry.DURATION)).isEqualTo(44_000_000);
    assertThat(entry.string(ProtocolEntry.AUTHORITY)).isEqualTo("shop.example");
    assertThat(entry.string(ProtocolEntry.UPSTREAM_ADDRESS)).isEqualTo("fd00::7");
    assertThat(entry.string(ProtocolEntry.UPSTREAM_CLUSTER))
        .isEqualTo("outbound|8080|v2|cart.shop.svc.cluster.local");
    assertThat(entry.string(ProtocolEntry.LOCAL_ADDRESS)).isEqualTo("fd00::1");
    assertThat(entry.string(ProtocolEntry.PEER_ADDRESS)).isEqualTo("fd00::2");
    assertThat(entry.string(ProtocolEntry.SNI)).isEqualTo("shop.example");
    assertThat(entry.string(ProtocolEntry.ROUTE_NAME)).isEqualTo("my route");
  }

  @Test
  void refusesCutAndForeignLinesAndNeverReadsBehindThem() {
    long seed = Long.getLong("meshscope.seed", System.nanoTime());
    RandomLogs mutations = new RandomLogs(new Random(seed));
    byte[] whole = SampleLines.FAILURE.getBytes(UTF_8);
    int cluster = SampleLines.FAILURE.indexOf(" outbound|");
    for (int length = 0; length <= cluster; length++) {
      assertThat(read(SampleLines.FAILURE.substring(0, length))).as("%d", length).isFalse();
    }
    int readable = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = mutations.mutated(whole);
      boolean isRead = read(new String(mutated, UTF_8));
      readable += isRead ? 1 : 0;
    }
    assertThat(readable).as("seed %d", seed).isBetween(1, 19_999);
  }

  private boolean read(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    NodeTexts nobody = new NodeTexts();
    nobody.clear(bytes);
    filler.begin(bytes, nobody);
    boolean isRead = line.read(bytes, 0, bytes.length);
    filler.finish(0);
    return isRead;
  }
}
