package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request that both sides report has one key, whatever the platform knows: each side knows itself
 * and finds the other by its address or by exchanged metadata.
 */
class BothSidesTest {
  private static final int REQUESTS = 500;
  private static final List<String> CLUSTERS = List.of("", "east", "west", "unlisted");
  private static final List<String> NAMESPACES = List.of("shop", "bank", "both", "unlisted");
  private static final List<String> ADDRESSES =
      List.of(
          TestPlatform.POD,
          "10.0.7.7",
          TestPlatform.POD_6,
          TestPlatform.NODE,
          TestPlatform.NODE_6,
          TestPlatform.CLIENT,
          "10.96.0.1");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void haveOneKeyWithAndWithoutInventory(long seed) {
    Random random = new Random(seed);
    IdentityStore identities = new IdentityStore(1_000);
    List<Peer> peers = new ArrayList<>();
    for (String address : ADDRESSES) {
      Peer peer = new Peer(address, workload(random));
      peers.add(peer);
      identities.put(peer.announcement());
    }
    InventoryStore inventories = new InventoryStore(100_000);
    EdgeResolver without = new Knowledge(identities, inventories).of(TENANT);
    inventories.put(inventory(random, 0), 100);
    inventories.put(inventory(random, 30), 100);
    EdgeResolver with = new Knowledge(identities, inventories).of(TENANT);

    for (int i = 0; i < REQUESTS; i++) {
      Call call = new Call(any(random, peers), any(random, peers), random);
      long at = NOW + random.nextInt(-60, 60) * SECOND;
      EdgeKey plain = without.resolve(call.bySource(), at).key();
      assertThat(without.resolve(call.byDestination(), at).key()).isEqualTo(plain);
      EdgeKey key = with.resolve(call.bySource(), at).key();
      assertThat(with.resolve(call.byDestination(), at).key()).as("seed %d", seed).isEqualTo(key);
      assertThat(key.traits()).isEqualTo(plain.traits());
      assertThat(key.source().name()).isEqualTo(plain.source().name());
      assertThat(with.awaited(call.bySource(), at)).isEmpty();
      assertThat(with.awaited(call.byDestination(), at)).isEmpty();
    }
  }

  private static Inventory inventory(Random random, long sinceSeconds) {
    return TestPlatform.inventory(
        sinceSeconds,
        random.nextBoolean() ? TestPlatform.east() : TestPlatform.eastWithoutPodCidrs(),
        TestPlatform.cluster("west", any(random, NAMESPACES), "both"));
  }

  private static Workload workload(Random random) {
    return TestPlatform.workload(
        any(random, CLUSTERS), any(random, NAMESPACES), "w" + random.nextInt(5));
  }

  private static <T> T any(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** A workload with its address. */
  private record Peer(String address, Workload workload) {
    Announcement announcement() {
      Announcement.Key key = new Announcement.Key(TENANT, address, "sidecar~" + address, NOW);
      return new Announcement(key, workload, "");
    }

    Party known() {
      return new Party.Known(workload);
    }

    Party seen(Random random) {
      return random.nextBoolean() ? TestMesh.at(address) : known();
    }
  }

  /** One request, as each side tells of it. */
  private record Call(Peer from, Peer to, Random random) {
    EdgeReference bySource() {
      Exit exit = random.nextBoolean() ? Exit.NONE : Exit.PASSTHROUGH;
      Party destination = exit == Exit.NONE ? to.seen(random) : TestMesh.at(to.address());
      return edge(Reporter.SOURCE, from.known(), destination, traits(Entry.NONE, exit));
    }

    EdgeReference byDestination() {
      Party source = from.seen(random);
      Entry entry = source instanceof Party.ByAddress ? Entry.UNKNOWN : Entry.NONE;
      return edge(Reporter.DESTINATION, source, to.known(), traits(entry, Exit.NONE));
    }

    private EdgeReference edge(
        Reporter reporter, Party source, Party destination, EdgeTraits traits) {
      return new EdgeReference(
          reporter,
          source,
          destination,
          new ServiceName("shop", TestPlatform.PORTED),
          traits,
          TestPlatform.details(random.nextBoolean() ? TestPlatform.NODE : "ported"));
    }

    private static EdgeTraits traits(Entry entry, Exit exit) {
      return new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, entry, exit);
    }
  }
}
