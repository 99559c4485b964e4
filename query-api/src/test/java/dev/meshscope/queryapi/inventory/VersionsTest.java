package dev.meshscope.queryapi.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Inventory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionsTest {
  private static final long HOUR = Duration.ofHours(1).toNanos() / 1_000;
  private static final long NOW = 1_000 * HOUR;
  private static final long ROOM = 1_000;

  @Test
  void holdsNothingAtFirst() {
    assertThat(Versions.NONE.at(NOW)).isEmpty();
    assertThat(Versions.NONE.obsolete(NOW, ROOM)).isEmpty();
    assertThat(Versions.NONE.hasAfter(NOW)).isFalse();
  }

  @Test
  void knowsWhatIsInForce() {
    Versions versions = versions(NOW - 2, NOW);

    assertThat(since(versions, NOW - 5)).isEqualTo(NOW - 2);
    assertThat(since(versions, NOW - 1)).isEqualTo(NOW - 2);
    assertThat(since(versions, NOW)).isEqualTo(NOW);
    assertThat(since(versions, NOW + 5)).isEqualTo(NOW);
    assertThat(versions.hasAfter(NOW - 1)).isTrue();
    assertThat(versions.hasAfter(NOW)).isFalse();
    assertThat(since(versions.without(NOW), NOW)).isEqualTo(NOW - 2);
  }

  @Test
  void keepsWhatALateReportMayNeed() {
    Versions versions =
        versions(NOW - 200 * HOUR, NOW - 100 * HOUR, NOW - 73 * HOUR, NOW - 72 * HOUR, NOW);

    assertThat(versions.obsolete(NOW, ROOM))
        .containsExactlyInAnyOrder(key(NOW - 200 * HOUR), key(NOW - 100 * HOUR));
  }

  @Test
  void keepsTheNewestHoweverOldItIs() {
    assertThat(versions(NOW - 1_000 * HOUR).obsolete(NOW, 0)).isEmpty();
  }

  @Test
  void takesBackWhatAnotherClockPutAhead() {
    assertThat(versions(NOW - 1, NOW, NOW + 1, NOW + 2).obsolete(NOW, ROOM))
        .containsExactlyInAnyOrder(key(NOW + 1), key(NOW + 2));
  }

  @Test
  void givesUpTheOldestWhenTheyGrowTooMany() {
    Versions versions = versions(NOW - 3, NOW - 2, NOW - 1, NOW);

    assertThat(versions.obsolete(NOW, 20)).containsExactlyInAnyOrder(key(NOW - 3), key(NOW - 2));
    assertThat(versions.obsolete(NOW, 19))
        .containsExactlyInAnyOrder(key(NOW - 3), key(NOW - 2), key(NOW - 1));
    assertThat(versions.obsolete(NOW, 40)).isEmpty();
  }

  @Test
  void isNotChangedByItsChanges() {
    Versions before = versions(NOW);
    before.with(inventory(NOW + 1), 10);
    before.without(NOW);

    assertThat(before.size()).isEqualTo(1);
  }

  private static long since(Versions versions, long micros) {
    return versions.at(micros).orElseThrow().key().sinceMicros();
  }

  /** Of ten bytes each. */
  private static Versions versions(long... sinceMicros) {
    Versions versions = Versions.NONE;
    for (long since : sinceMicros) {
      versions = versions.with(inventory(since), 10);
    }
    return versions;
  }

  private static Inventory inventory(long sinceMicros) {
    return new Inventory(key(sinceMicros), List.of());
  }

  private static Inventory.Key key(long sinceMicros) {
    return new Inventory.Key("t", sinceMicros);
  }
}
