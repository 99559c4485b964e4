package dev.meshscope.collector.receive.als;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.meshscope.collector.normalize.MemoryConfig;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.runtime.config.DataSize;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was read before must never stand for what is read now. */
class ObjectMemoryTest {
  private final EntryScanner scanner = new EntryScanner(MemoryConfig.defaults());
  private final ProtocolEntry entry = new ProtocolEntry();

  /** Where to look follows from some bytes only, so that most of these objects look alike. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 33, 200, 431})
  void tellsObjectsApartWhereverTheyDiffer(int length) {
    byte[] peer = new byte[length];
    Arrays.fill(peer, (byte) 'a');
    for (int place = 0; place < length; place++) {
      byte[] other = peer.clone();
      other[place] = 'b';
      assertThat(scanned("upstream_peer", other)).as("place %d", place).isEqualTo(other);
      assertThat(scanned("upstream_peer", other)).as("place %d", place).isEqualTo(other);
      assertThat(scanned("upstream_peer", peer)).as("place %d", place).isEqualTo(peer);
    }
  }

  @Test
  void tellsTheSameBytesUnderOtherNamesApart() {
    byte[] peer = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (int i = 0; i < 2; i++) {
      assertThat(scanned("upstream_peer", peer)).isEqualTo(peer);
      assertThat(scanned("upstream_pear", peer)).isEmpty();
      assertThat(scanned("upstream_peer", new byte[0])).isEmpty();
    }
  }

  @Test
  void readsObjectsAnewThatAreTooLongToKeep() {
    byte[] peer = new byte[5000];
    for (byte i = 1; i < 4; i++) {
      peer[1000] = i;
      assertThat(scanned("upstream_peer", peer)).isEqualTo(peer);
    }
  }

  /** More than there are places for, in turns. */
  @Test
  void readsObjectsAnewThatOthersPushedOut() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1000; i++) {
        byte[] peer = ("peer number " + i).repeat(3).getBytes(US_ASCII);
        assertThat(scanned("upstream_peer", peer)).isEqualTo(peer);
      }
    }
  }

  /** So few places that nearly every object meets another one. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 64})
  void readsTheSameWithAnyNumberOfPlaces(int places) {
    EntryScanner small = new EntryScanner(new MemoryConfig(1, places, DataSize.ofBytes(64)));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        byte[] peer = ("peer " + i).repeat(1 + i % 8).getBytes(US_ASCII);
        byte[] bytes = entry("upstream_peer", peer).toByteArray();
        assertThat(small.scan(bytes, 0, bytes.length, false, entry)).isTrue();
        assertThat(entry.copy(ProtocolEntry.UPSTREAM_PEER)).isEqualTo(peer);
      }
    }
  }

  @Test
  void refusesABrokenObjectEachTime() {
    byte[] whole = entry("upstream_peer", new byte[40]).toByteArray();
    byte[] broken = whole.clone();
    broken[broken.length - 41] = 50; // the value ends behind its object
    for (int i = 0; i < 3; i++) {
      assertThat(scanner.scan(broken, 0, broken.length, false, entry)).isFalse();
      assertThat(scanner.scan(whole, 0, whole.length, false, entry)).isTrue();
    }
  }

  private byte[] scanned(String key, byte[] value) {
    byte[] bytes = entry(key, value).toByteArray();
    assertThat(scanner.scan(bytes, 0, bytes.length, false, entry)).isTrue();
    return entry.copy(ProtocolEntry.UPSTREAM_PEER);
  }

  private static HTTPAccessLogEntry entry(String key, byte[] value) {
    Any object =
        Any.newBuilder().setTypeUrl("type/any").setValue(ByteString.copyFrom(value)).build();
    return HTTPAccessLogEntry.newBuilder()
        .setCommonProperties(AccessLogCommon.newBuilder().putFilterStateObjects(key, object))
        .build();
  }
}
