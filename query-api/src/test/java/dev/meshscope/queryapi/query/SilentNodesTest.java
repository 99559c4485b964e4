package dev.meshscope.queryapi.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.storage.read.CollectorProgress;
import dev.meshscope.storage.read.NodeStream;
import dev.meshscope.storage.read.NodeStream.Signs;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Times are minutes before now; all streams are of one workload and one collector. */
final class SilentNodesTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final WorkloadName CART = new WorkloadName("east", "shop", "cart");

  private final List<NodeStream> streams = new ArrayList<>();
  private List<CollectorProgress> progress = stored(0);

  @Test
  void nobodyIsSilentWhoIsNotThere() {
    assertThat(silent()).isEmpty();
  }

  @Test
  void whoIsOpenIsNot() {
    add("a", 600, false, 0);
    assertThat(silent()).isEmpty();
  }

  @Test
  void allThatVanishTogetherAreThoughSomeWereNew() {
    add("old", 600, false, 50);
    add("new", 55, true, 50);
    add("newer", 52, true, 50);
    assertThat(silent()).containsExactly("new", "newer", "old");
  }

  @Test
  void whoTookThePlaceMayBeScaledAwayLater() {
    add("gone", 600, false, 50);
    close("successor", 55, true, 20);
    add("other", 600, false, 0);
    assertThat(silent()).isEmpty();
  }

  @Test
  void whoWasClosedBeforeTookNoPlace() {
    add("gone", 600, false, 50);
    close("earlier", 58, true, 51);
    add("other", 600, false, 0);
    assertThat(silent()).containsExactly("gone");
  }

  @Test
  void whoCameLongBeforeTookNoPlace() {
    add("gone", 600, false, 50);
    add("other", 61, true, 0);
    assertThat(silent()).containsExactly("gone");
  }

  @Test
  void closedOnesAreMissedWhereNobodyIsLeft() {
    close("a", 600, false, 9);
    close("b", 600, false, 12);
    assertThat(silent()).containsExactly("a");
    add("c", 600, false, 0);
    assertThat(silent()).isEmpty();
  }

  @Test
  void afterTheLastSignNothingIsKnownButWhatIsStored() {
    progress = List.of();
    add("a", 600, false, 50);
    close("b", 600, false, 70);
    assertThat(silent()).isEmpty();
    progress = stored(50);
    assertThat(silent()).isEmpty();
    progress = stored(45);
    assertThat(silent()).containsExactly("a");
  }

  @Test
  void whoDoesNotReportWhatPeersReportIsWhileItIsThere() {
    add("open", 600, false, 0);
    close("gone", 600, false, 30);
    assertThat(silent(Set.of(CART))).containsExactly("open");
  }

  @Test
  void itsCollectorIsTheOneThatHeardItLast() {
    add("a", 600, false, 50);
    assertThat(nodes().collectorsOfVanished()).containsExactly("one");
    close("b", 600, false, 5);
    assertThat(nodes().collectorsOfVanished()).containsExactly("one");
    add("c", 40, true, 0);
    assertThat(nodes().collectorsOfVanished()).isEmpty();
  }

  private List<String> silent() {
    return silent(Set.of());
  }

  private List<String> silent(Set<WorkloadName> unreported) {
    return nodes().all(Duration.ZERO, unreported).stream()
        .map(NodeStream::nodeId)
        .sorted()
        .toList();
  }

  private SilentNodes nodes() {
    return new SilentNodes(new NodeStreams(streams), progress, NOW, DAY);
  }

  private void add(String node, long first, boolean isOpening, long last) {
    streams.add(stream(node, first, isOpening, last, false));
  }

  private void close(String node, long first, boolean isOpening, long last) {
    streams.add(stream(node, first, isOpening, last, true));
  }

  private static NodeStream stream(
      String node, long first, boolean isOpening, long last, boolean isClosed) {
    Signs signs = new Signs(ago(first), isOpening ? ago(first) : null, ago(last), isClosed);
    return new NodeStream(node, "one", CART, signs);
  }

  private static List<CollectorProgress> stored(long minutes) {
    return List.of(new CollectorProgress("one", 1, ago(minutes), 0));
  }

  private static Instant ago(long minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }
}
