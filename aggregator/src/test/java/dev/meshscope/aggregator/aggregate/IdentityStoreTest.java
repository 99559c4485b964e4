package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.TENANT;
import static dev.meshscope.aggregator.aggregate.TestMesh.announcement;
import static dev.meshscope.aggregator.aggregate.TestMesh.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.Party;
import dev.meshscope.model.Workload;
import org.junit.jupiter.api.Test;

class IdentityStoreTest {
  private static final String ADDRESS = "10.0.0.1";

  private final IdentityStore store = new IdentityStore(3);
  private final PeerLookup peers = new PeerLookup(store, TENANT);

  @Test
  void knowsNobodyAtFirst() {
    assertThat(holderAt(0)).isEmpty();
    assertThat(peers.isUnannounced(at(ADDRESS), NOW)).isTrue();
  }

  @Test
  void answersAsOfTheTimeOfTheRequest() {
    store.put(announcement(ADDRESS, "a", 10));
    store.put(announcement(ADDRESS, "b", 20));

    assertThat(holderAt(10)).isEqualTo("a");
    assertThat(holderAt(19)).isEqualTo("a");
    assertThat(holderAt(20)).isEqualTo("b");
    assertThat(holderAt(1_000)).isEqualTo("b");
  }

  @Test
  void holdsForAllEarlierTimeIfNoOtherNodeEverHadTheAddress() {
    store.put(announcement(ADDRESS, "a", 20));
    store.put(announcement(ADDRESS, "a", 10));
    assertThat(holderAt(-3_600)).isEqualTo("a");

    store.put(announcement(ADDRESS, "b", 30));

    assertThat(holderAt(-3_600)).isEmpty();
    assertThat(holderAt(9)).isEmpty();
    assertThat(peers.isUnannounced(at(ADDRESS), NOW + 9 * SECOND)).isTrue();
    assertThat(holderAt(10)).isEqualTo("a");
  }

  @Test
  void answersAlikeWhenTwoNodesBeginAtOnce() {
    store.put(announcement(ADDRESS, "b", 10));
    store.put(announcement(ADDRESS, "a", 10));

    assertThat(holderAt(10)).isEqualTo("b");
    assertThat(holderAt(11)).isEqualTo("b");
  }

  @Test
  void keepsTenantsApart() {
    store.put(announcement("other", ADDRESS, "a", 0));

    assertThat(holderAt(0)).isEmpty();
  }

  @Test
  void replacesAnAnnouncementOfTheSameKey() {
    Announcement first = announcement(ADDRESS, "a", 0);
    store.put(first);
    store.put(new Announcement(first.key(), TestMesh.workload("renamed"), ""));

    assertThat(holderAt(0)).isEqualTo("renamed");
  }

  @Test
  void forgetsWhatIsTakenBack() {
    store.put(announcement(ADDRESS, "a", 0));
    store.put(announcement(ADDRESS, "b", 10));

    store.remove(announcement(ADDRESS, "b", 10).key());
    assertThat(holderAt(20)).isEqualTo("a");
    store.remove(announcement(ADDRESS, "a", 0).key());
    store.remove(announcement(ADDRESS, "a", 0).key());

    assertThat(holderAt(20)).isEmpty();
  }

  @Test
  void refusesMoreThanItMayKeep() {
    assertThat(store.put(announcement(ADDRESS, "a", 0))).isTrue();
    assertThat(store.put(announcement(ADDRESS, "a", 1))).isTrue();
    assertThat(store.put(announcement("10.0.0.2", "b", 0))).isTrue();
    assertThat(store.put(announcement(ADDRESS, "c", 2))).isFalse();
    assertThat(store.put(announcement("10.0.0.3", "c", 0))).isFalse();
    assertThat(store.put(announcement(ADDRESS, "a", 1))).isTrue();

    store.remove(announcement(ADDRESS, "a", 1).key());

    assertThat(store.put(announcement("10.0.0.3", "c", 0))).isTrue();
  }

  @Test
  void hasAnotherVersionAfterEveryChange() {
    long before = store.version();
    store.put(announcement(ADDRESS, "a", 0));
    long between = store.version();
    store.remove(announcement(ADDRESS, "a", 0).key());

    assertThat(between).isNotEqualTo(before);
    assertThat(store.version()).isNotEqualTo(between);
  }

  @Test
  void isNotBelievedAgainstACertificate() {
    store.put(announcement(ADDRESS, "a", 0));
    Party.ByAddress same = at(ADDRESS, new Party.Principal("shop", "sa-a"));
    Party.ByAddress otherAccount = at(ADDRESS, new Party.Principal("shop", "sa-b"));
    Party.ByAddress otherNamespace = at(ADDRESS, new Party.Principal("bank", "sa-a"));

    assertThat(peers.announced(same, NOW)).isEqualTo(TestMesh.workload("a"));
    assertThat(peers.announced(otherAccount, NOW)).isNull();
    assertThat(peers.announced(otherNamespace, NOW)).isNull();
    assertThat(peers.isUnannounced(otherAccount, NOW)).isFalse();
  }

  @Test
  void isBelievedAboutANamespaceWhenItNamesNoServiceAccount() {
    Announcement announcement = announcement(ADDRESS, "a", 0);
    store.put(new Announcement(announcement.key(), announcement.workload(), ""));

    assertThat(peers.announced(at(ADDRESS, new Party.Principal("shop", "any")), NOW)).isNotNull();
    assertThat(peers.announced(at(ADDRESS, new Party.Principal("bank", "any")), NOW)).isNull();
  }

  @Test
  void isSteadyWhileNobodyElseGetsTheAddress() {
    store.put(announcement(ADDRESS, "a", 10));
    store.put(announcement(ADDRESS, "b", 20));

    assertThat(peers.isSteady(at(ADDRESS), NOW, NOW + 9 * SECOND)).isTrue();
    assertThat(peers.isSteady(at(ADDRESS), NOW, NOW + 10 * SECOND)).isFalse();
    assertThat(peers.isSteady(at(ADDRESS), NOW + 10 * SECOND, NOW + 19 * SECOND)).isTrue();
    assertThat(peers.isSteady(at(ADDRESS), NOW + 19 * SECOND, NOW + 20 * SECOND)).isFalse();
    assertThat(peers.isSteady(at("10.9.9.9"), NOW, NOW + 20 * SECOND)).isTrue();
    assertThat(peers.isSteady(TestMesh.known("a"), NOW, NOW + 20 * SECOND)).isTrue();
  }

  private String holderAt(long seconds) {
    Workload holder = peers.announced(at(ADDRESS), NOW + seconds * SECOND);
    return holder == null ? "" : holder.name();
  }
}
