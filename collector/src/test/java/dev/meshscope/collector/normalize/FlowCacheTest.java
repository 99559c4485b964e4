package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Flow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowCacheTest {
  private static final String CLUSTER = "outbound|80||a.bookinfo.svc.cluster.local";

  @Test
  void usesOneFlowForEqualEntries() {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    for (int i = 0; i < 100; i++) {
      sidecar.edge(entry("10.0.0.1"));
      sidecar.edge(entry("10.0.0.2"));
    }
    assertThat(sidecar.reports.flows()).hasSize(2);
    assertThat(sidecar.reports.columns().flow(198)).isZero();
    assertThat(sidecar.reports.columns().flow(199)).isEqualTo(1);
  }

  /** Whatever text differs, in whichever place, is another flow, or at least the right one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
  void neverTakesOneEntryForAnother(int text) {
    FlowTests.Normalizer cached =
        new FlowTests.Normalizer(FlowTests.WAYPOINT, FlowTests.limits(10_000, 10_000));
    for (int length = 1; length < 40; length++) {
      for (int place = 0; place < length; place++) {
        StringBuilder value = new StringBuilder("@".repeat(length));
        value.setCharAt(place, 'x');
        TestEntry entry = entry("10.0.0.1").text(text, value.toString());
        List<EdgeReference> fresh = new FlowTests.Normalizer(FlowTests.WAYPOINT).edges(entry);
        assertThat(cached.edges(entry)).isEqualTo(fresh);
        assertThat(cached.edges(entry)).isEqualTo(fresh);
      }
    }
  }

  @Test
  void tellsEntriesApartWhoseTextsAreTheSameBytesInOtherFields() {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    TestEntry asCluster = TestEntry.http().text(ProtocolEntry.UPSTREAM_CLUSTER, CLUSTER);
    TestEntry asRoute = TestEntry.http().text(ProtocolEntry.AUTHORITY, CLUSTER);
    assertThat(sidecar.edge(asCluster)).isNotEqualTo(sidecar.edge(asRoute));
  }

  @Test
  void forgetsEverythingWhenFullAndCountsIt() {
    FlowTests.Normalizer sidecar =
        new FlowTests.Normalizer(FlowTests.SIDECAR, FlowTests.limits(10, 100));
    for (int i = 0; i < 35; i++) {
      assertThat(sidecar.edge(entry("10.0.0." + i)).destination().toString())
          .contains("10.0.0." + i);
    }
    assertThat(sidecar.ledger.timesFlowsForgotten()).isEqualTo(3);
  }

  @Test
  void makesOneFlowOfAllHostsBeyondTheLimit() {
    FlowTests.Normalizer sidecar =
        new FlowTests.Normalizer(FlowTests.SIDECAR, FlowTests.limits(1_000, 5));
    Set<String> hosts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      TestEntry entry = entry("10.0.0.1").text(ProtocolEntry.AUTHORITY, "host-" + i);
      hosts.add(sidecar.edge(entry).details().host());
    }
    assertThat(hosts).hasSize(6).contains(Hosts.OVERFLOW);
    assertThat(sidecar.reports.flows()).hasSize(6);
  }

  @Test
  void placesAFlowAnewInEachBatch() {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    sidecar.edge(entry("10.0.0.1"));
    sidecar.edge(entry("10.0.0.2"));
    List<Flow> first = List.copyOf(sidecar.reports.flows());
    sidecar.reports.restart(1);
    sidecar.edge(entry("10.0.0.2"));
    assertThat(sidecar.reports.flows()).containsExactly(first.getLast());
    assertThat(sidecar.reports.columns().flow(0)).isZero();
  }

  /** Whether a receiver keeps their bytes, or no one, or only of one of them. */
  @ParameterizedTest
  @CsvSource({"false, false", "true, true", "true, false", "false, true"})
  void tellsPeersApartThatHaveOneHash(boolean isOneKept, boolean isOtherKept) {
    byte[] one = "aaaa@bookinfo and more so that it is long enough".getBytes(UTF_8);
    byte[] other = withHashOf(one, "cccc@boo".getBytes(UTF_8));
    assertThat(PeerBytes.hash(FlowTests.Normalizer.SEED, other, 0, other.length))
        .isEqualTo(PeerBytes.hash(FlowTests.Normalizer.SEED, one, 0, one.length));
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    for (int i = 0; i < 3; i++) {
      assertThat(names(sidecar, kept(one, isOneKept))).contains("aaaa").doesNotContain("cccc");
      assertThat(names(sidecar, kept(other, isOtherKept))).contains("cccc").doesNotContain("aaaa");
    }
    assertThat(sidecar.reports.flows()).hasSize(2);
  }

  @Test
  void takesAPeerForTheSameHoweverItIsKept() {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    byte[] peer = "a@bookinfo".getBytes(UTF_8);
    for (boolean isKept : new boolean[] {false, true, true, false}) {
      names(sidecar, kept(peer, isKept));
    }
    assertThat(sidecar.reports.flows()).hasSize(1);
  }

  @Test
  void sharesEqualFlowsAmongStreams() {
    Normalization shared =
        Normalization.ofStreams(
            NormalizeConfig.defaults(), new FlowTests.TextPeers(), new Ledger());
    FlowTests.Normalizer one = new FlowTests.Normalizer(shared);
    FlowTests.Normalizer other = new FlowTests.Normalizer(shared);
    EdgeReference first = one.edge(entry("10.0.0.1"));
    assertThat(other.edge(entry("10.0.0.1"))).isSameAs(first);
    EdgeReference second = other.edge(entry("10.0.0.2"));
    assertThat(second).isNotEqualTo(first);
    assertThat(second.source()).isSameAs(first.source());
    assertThat(second.details()).isSameAs(first.details());
  }

  /**
   * Another text of that length and hash: a word of its first chain undoes what another one did.
   */
  private static byte[] withHashOf(byte[] text, byte[] start) {
    byte[] changed = text.clone();
    System.arraycopy(start, 0, changed, 0, start.length);
    ByteBuffer words = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    long before = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    long undone = chained(before, text.length) ^ chained(words.getLong(0), text.length);
    words.putLong(2 * Long.BYTES, words.getLong(2 * Long.BYTES) ^ undone);
    return changed;
  }

  private static long chained(long word, int length) {
    long mixed = (FlowTests.Normalizer.SEED ^ length ^ word) * Words.FACTOR;
    return mixed ^ mixed >>> 32;
  }

  private static String names(FlowTests.Normalizer sidecar, ProtocolEntry entry) {
    assertThat(sidecar.normalizer.normalize(entry, sidecar.arrivalMicros, sidecar.reports))
        .isEqualTo(Normalized.Accepted.REPORT);
    int row = sidecar.reports.columns().size() - 1;
    return sidecar.reports.flows().get(sidecar.reports.columns().flow(row)).toString();
  }

  /** An entry with that peer, which its receiver may keep: an object of its own each time. */
  private static ProtocolEntry kept(byte[] peer, boolean isKept) {
    ProtocolEntry entry = entry("10.0.0.1").bytes(ProtocolEntry.UPSTREAM_PEER, peer).entry();
    if (isKept) {
      entry.peer(ProtocolEntry.UPSTREAM_PEER, new PeerBytes(peer, 0, peer.length));
    }
    return entry;
  }

  private static TestEntry entry(String upstream) {
    return TestEntry.http().from("10.0.1.5", "10.96.0.1", 80).to(CLUSTER, upstream, 80);
  }
}
