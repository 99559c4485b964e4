package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.announcement;
import static dev.meshscope.aggregator.aggregate.TestMesh.batch;
import static dev.meshscope.aggregator.aggregate.TestMesh.known;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The three peers that only their address names: the upstream of an Ingress controller, a caller
 * without a proxy, and the callee of a passthrough call. All are found as of the time of their
 * request.
 */
class PeerAddressTest {
  private static final String ADDRESS = "10.0.0.1";

  @TempDir private Path directory;
  private TopologyHarness topology;

  /** Who is known by address only. */
  static Stream<Peer> peers() {
    return Stream.of(
        new Peer(
            "upstream of an Ingress controller",
            edge(
                Reporter.SOURCE,
                known("ingress-nginx"),
                at(Workload.ofAddress(ADDRESS)),
                traits(Entry.NONE, Exit.NONE))),
        new Peer(
            "caller without a proxy",
            edge(
                Reporter.DESTINATION,
                at(Workload.ofAddress(ADDRESS)),
                known("reviews"),
                traits(Entry.UNKNOWN, Exit.NONE))),
        new Peer(
            "callee of a passthrough call",
            edge(
                Reporter.SOURCE,
                known("productpage"),
                at(Workload.external("db.example.com")),
                traits(Entry.NONE, Exit.PASSTHROUGH))));
  }

  @BeforeEach
  void open() {
    topology = new TopologyHarness(directory);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("peers")
  void isWhoeverHadTheAddressThen(Peer peer) {
    topology.announce(announcement(ADDRESS, "former", 0));
    topology.announce(announcement(ADDRESS, "latter", 100));

    topology.send(batch(0, peer.flow(), NOW + 150 * SECOND, NOW + 50 * SECOND));

    List<EdgeKey> keys = keys();
    assertThat(keys).extracting(key -> peer.of(key).name()).containsExactly("latter", "former");
    assertThat(keys)
        .allSatisfy(key -> {
          assertThat(key.traits().entry()).isEqualTo(Entry.NONE);
          assertThat(key.traits().exit()).isEqualTo(Exit.NONE);
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("peers")
  void waitsForAnAnnouncementAndIsThenWhoeverHadTheAddress(Peer peer) {
    topology.send(batch(0, peer.flow(), NOW + 50 * SECOND));
    topology.advance(Duration.ofSeconds(29));
    assertThat(keys()).isEmpty();

    topology.announce(announcement(ADDRESS, "former", 0));
    topology.announce(announcement(ADDRESS, "latter", 100));
    topology.advance(Duration.ofSeconds(1));

    assertThat(keys()).extracting(key -> peer.of(key).name()).containsExactly("former");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("peers")
  void countsUnderTheAddressAfterTheDelayAndNeverWaitsAgain(Peer peer) {
    topology.send(batch(0, peer.flow(), NOW));
    topology.advance(TopologyHarness.DELAY);
    assertThat(keys()).containsExactly(peer.unresolved());

    for (int hour = 1; hour <= 3; hour++) {
      topology.advance(Duration.ofMinutes(59));
      topology.send(batch(hour, peer.flow(), NOW));
      assertThat(keys()).as("hour %d", hour).containsExactly(peer.unresolved());
    }
  }

  private List<EdgeKey> keys() {
    return topology.emitted().stream()
        .flatMap(one -> one.batch().deltas().stream())
        .map(EdgeDelta::series)
        .map(series -> series.key())
        .toList();
  }

  private static Party at(Workload otherwise) {
    return new Party.ByAddress(ADDRESS, Party.Principal.NONE, otherwise, true);
  }

  private static EdgeTraits traits(Entry entry, Exit exit) {
    return new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, entry, exit);
  }

  private static EdgeReference edge(
      Reporter reporter, Party source, Party destination, EdgeTraits traits) {
    return new EdgeReference(
        reporter,
        source,
        destination,
        new ServiceName("shop", "reviews"),
        traits,
        new EdgeDetails(9080, "", "reviews", "", "", ConnectionSecurityPolicy.UNKNOWN));
  }

  /** An edge with one end that only its address names. */
  record Peer(String name, EdgeReference edge) {
    Flow flow() {
      return new Flow(List.of(edge));
    }

    Workload of(EdgeKey key) {
      return edge.source() instanceof Party.ByAddress ? key.source() : key.destination();
    }

    /** How the edge looks where nobody announced the address. */
    EdgeKey unresolved() {
      return edge.resolve(_ -> null).key();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
