package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.TENANT;
import static dev.meshscope.aggregator.aggregate.TestPlatform.inventory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Inventory;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class InventoryStoreTest {
  private final InventoryStore store = new InventoryStore(100);

  @Test
  void knowsNothingAtFirst() {
    assertThat(store.timeline(TENANT)).isNull();
    assertThat(store.size()).isZero();
  }

  @Test
  void answersAsOfTheTimeOfTheRequest() {
    store.put(named("second", 20), 1);
    store.put(named("first", 10), 1);

    assertThat(at(10)).isEqualTo("first");
    assertThat(at(19)).isEqualTo("first");
    assertThat(at(20)).isEqualTo("second");
    assertThat(at(1_000_000)).isEqualTo("second");
  }

  @Test
  void theFirstVersionHoldsForAllEarlierTime() {
    store.put(named("first", 10), 1);
    store.put(named("second", 20), 1);

    assertThat(at(-1_000_000)).isEqualTo("first");
    store.remove(named("first", 10).key());
    assertThat(at(-1_000_000)).isEqualTo("second");
  }

  @Test
  void replacesTheVersionOfTheSameTime() {
    store.put(named("a", 10), 1);
    store.put(named("b", 10), 1);

    assertThat(at(10)).isEqualTo("b");
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void forgetsWhatIsTakenBack() {
    store.put(named("a", 10), 1);
    store.remove(named("b", 11).key());
    assertThat(store.size()).isEqualTo(1);

    store.remove(named("a", 10).key());
    store.remove(named("a", 10).key());

    assertThat(store.timeline(TENANT)).isNull();
    assertThat(store.size()).isZero();
  }

  @Test
  void keepsTenantsApart() {
    store.put(new Inventory(new Inventory.Key("other", NOW), named("a", 0).clusters()), 1);

    assertThat(store.timeline(TENANT)).isNull();
    assertThat(store.timeline("other")).isNotNull();
  }

  @Test
  void refusesMoreThanItMayKeep() {
    assertThat(store.put(named("a", 0), 60)).isTrue();
    assertThat(store.put(named("b", 1), 41)).isFalse();
    assertThat(at(2)).isEqualTo("a");
    assertThat(store.put(named("b", 1), 40)).isTrue();
    assertThat(store.put(named("c", 1), 30)).isTrue();
    assertThat(at(2)).isEqualTo("c");

    store.remove(named("a", 0).key());

    assertThat(store.put(named("d", 2), 70)).isTrue();
    assertThat(store.put(named("e", 3), 1)).isFalse();
    assertThat(store.size()).isEqualTo(2);
  }

  @Test
  void hasAnotherVersionAfterEveryChange() {
    long before = store.version();
    store.put(named("a", 0), 1);
    long between = store.version();
    store.remove(named("a", 0).key());

    assertThat(between).isNotEqualTo(before);
    assertThat(store.version()).isNotEqualTo(between);
  }

  @Test
  void isSteadyWhileTheSameVersionIsInForce() {
    store.put(named("a", 10), 1);
    store.put(named("b", 20), 1);

    assertThat(isSteady(-100, 19)).isTrue();
    assertThat(isSteady(10, 20)).isFalse();
    assertThat(isSteady(20, 1_000)).isTrue();
  }

  private boolean isSteady(long from, long through) {
    return timeline().isSteady(NOW + from * SECOND, NOW + through * SECOND);
  }

  /** Inventories are told apart by the cluster of a namespace. */
  private String at(long seconds) {
    return timeline().at(NOW + seconds * SECOND).clusterOf("shop");
  }

  private PlatformTimeline timeline() {
    return Objects.requireNonNull(store.timeline(TENANT));
  }

  private static Inventory named(String cluster, long sinceSeconds) {
    return inventory(sinceSeconds, TestPlatform.cluster(cluster, "shop"));
  }
}
