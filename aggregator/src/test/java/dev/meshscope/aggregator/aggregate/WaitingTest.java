package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.announcement;
import static dev.meshscope.aggregator.aggregate.TestMesh.at;
import static dev.meshscope.aggregator.aggregate.TestMesh.batch;
import static dev.meshscope.aggregator.aggregate.TestMesh.edge;
import static dev.meshscope.aggregator.aggregate.TestMesh.flow;
import static dev.meshscope.aggregator.aggregate.TestMesh.known;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Flow;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports whose peer is announced late, or never. */
class WaitingTest {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String WAITING = "meshscope_aggregator_aggregate_waiting_reports";
  private static final Flow FROM_UNKNOWN = flow(at("10.0.0.1"), known("b"));

  @TempDir private Path directory;
  private TopologyHarness topology;

  @BeforeEach
  void open() {
    topology = new TopologyHarness(directory);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void waitsForALateAnnouncement() {
    topology.send(batch(0, FROM_UNKNOWN, NOW, NOW + 1));
    assertThat(sources()).isEmpty();

    topology.announce(announcement("10.0.0.1", "a", 0));
    topology.advance(SOON);

    assertThat(sources()).isEqualTo(Map.of("a", 2L));
  }

  @Test
  void countsUnderTheAddressWhenTheTimeIsOver() {
    topology.send(batch(0, FROM_UNKNOWN, NOW));
    topology.advance(Duration.ofSeconds(29));
    assertThat(sources()).isEmpty();

    topology.advance(SOON);
    assertThat(sources()).isEqualTo(Map.of("10.0.0.1", 1L));

    topology.announce(announcement("10.0.0.1", "a", 0));
    topology.advance(Duration.ofMinutes(1));
    assertThat(sources()).isEmpty();
  }

  @Test
  void doesNotWaitAgainForAnAddressThatStayedUnknown() {
    topology.send(batch(0, FROM_UNKNOWN, NOW));
    topology.advance(TopologyHarness.DELAY);
    sources();

    topology.send(batch(1, FROM_UNKNOWN, NOW));

    assertThat(sources()).isEqualTo(Map.of("10.0.0.1", 1L));
  }

  @Test
  void letsAllGoThatWaitForAnAddressOnceItStayedUnknown() {
    topology.send(batch(0, FROM_UNKNOWN, NOW));
    topology.advance(Duration.ofSeconds(20));
    topology.send(batch(1, FROM_UNKNOWN, NOW));
    topology.advance(Duration.ofSeconds(10));

    assertThat(sources()).isEqualTo(Map.of("10.0.0.1", 2L));
  }

  @Test
  void believesALaterAnnouncementOfAnAddressThatStayedUnknown() {
    topology.send(batch(0, FROM_UNKNOWN, NOW));
    topology.advance(TopologyHarness.DELAY);
    sources();
    topology.announce(announcement("10.0.0.1", "a", 0));

    topology.send(batch(1, FROM_UNKNOWN, NOW));

    assertThat(sources()).isEqualTo(Map.of("a", 1L));
  }

  @Test
  void letsEachGoWhenItsOwnPeerIsAnnounced() {
    RequestColumns rows = new RequestColumns();
    TestMesh.row(rows, 0, NOW);
    TestMesh.row(rows, 1, NOW);
    List<Flow> flows = List.of(FROM_UNKNOWN, flow(at("10.0.0.2"), known("b")));
    topology.send(new RequestBatch(TestMesh.header(0), flows, rows));

    topology.announce(announcement("10.0.0.2", "two", 0));
    topology.advance(SOON);
    assertThat(sources()).isEqualTo(Map.of("two", 1L));
    assertThat(topology.metric(WAITING)).isEqualTo(1);

    topology.announce(announcement("10.0.0.1", "one", 0));
    topology.advance(SOON);
    assertThat(sources()).isEqualTo(Map.of("one", 1L));
    assertThat(topology.metric(WAITING)).isZero();
  }

  @Test
  void countsTheOtherEdgeOfAGatewayAtOnce() {
    Flow gateway =
        new Flow(
            List.of(
                edge(Reporter.DESTINATION, known("client"), known("gateway")),
                edge(Reporter.SOURCE, known("gateway"), at("10.0.0.1"))));
    topology.send(batch(0, gateway, NOW));
    assertThat(sources()).isEqualTo(Map.of("client", 1L));

    topology.announce(announcement("10.0.0.1", "a", 0));
    topology.advance(SOON);

    assertThat(sources()).isEqualTo(Map.of("gateway", 1L));
  }

  @Test
  void tellsHowManyWaitAndThatTheyDoNoLonger() {
    topology.send(batch(0, FROM_UNKNOWN, NOW, NOW));
    topology.send(batch(1, FROM_UNKNOWN, NOW));
    assertThat(topology.emitted())
        .extracting(one -> one.progress().waiting())
        .containsExactly(2L, 2L, 3L, 3L);

    topology.announce(announcement("10.0.0.1", "a", 0));
    topology.advance(SOON);

    assertThat(topology.emitted())
        .extracting(one -> one.progress().waiting())
        .containsExactly(1L, 1L, 0L, 0L);
  }

  @Test
  void claimsProgressWhileReportsWait() {
    topology.send(batch(0, flow(known("a"), known("b")), NOW));
    topology.send(batch(1, FROM_UNKNOWN, NOW));

    assertThat(topology.emitted().getLast().progress().sentThroughMicros()).isEqualTo(NOW + SECOND);
  }

  @Test
  void doesNotWaitWhenTooManyDo() {
    long[] ends = LongStream.range(0, TopologyHarness.WAITING_REPORTS_MAX).toArray();
    topology.send(batch(0, FROM_UNKNOWN, ends));
    assertThat(sources()).isEmpty();

    topology.send(batch(1, FROM_UNKNOWN, NOW));

    assertThat(sources()).isEqualTo(Map.of("10.0.0.1", 1L));
  }

  @Test
  void remembersOnlySoManyUnknownAddressesAndOnlySoLong() {
    UnknownAddresses unknown = new UnknownAddresses(2);
    long hour = Duration.ofHours(1).toMillis();
    unknown.add("t", "1", 0);
    unknown.add("t", "2", 1);
    unknown.add("t", "1", 2);
    unknown.add("t", "3", 3);

    assertThat(unknown.contains("t", "2", 3)).isFalse();
    assertThat(unknown.contains("t", "1", 3)).isTrue();
    assertThat(unknown.contains("other", "1", 3)).isFalse();
    assertThat(unknown.contains("t", "1", 3 + hour)).isTrue();
    assertThat(unknown.contains("t", "1", 4 + 2 * hour)).isFalse();
    unknown.add("t", "4", 5 + 3 * hour);
    assertThat(unknown.contains("t", "4", 5 + 3 * hour)).isTrue();
  }

  @Test
  void neverWaitsAgainForAnUnknownAddressThatIsInUse() {
    UnknownAddresses unknown = new UnknownAddresses(10);
    long almostAnHour = Duration.ofMinutes(59).toMillis();
    unknown.add("t", "1", 0);
    for (int i = 1; i < 100; i++) {
      assertThat(unknown.contains("t", "1", i * almostAnHour)).isTrue();
    }
  }

  @Test
  void forgetsThoseFirstThatWereSeenLeastLately() {
    UnknownAddresses unknown = new UnknownAddresses(2);
    unknown.add("t", "used", 0);
    unknown.add("t", "unused", 0);
    assertThat(unknown.contains("t", "used", 1)).isTrue();
    unknown.add("t", "new", 2);
    assertThat(unknown.contains("t", "used", 3)).isTrue();
    assertThat(unknown.contains("t", "unused", 3)).isFalse();
  }

  /** Requests by source, of what was emitted since the last call. */
  private Map<String, Long> sources() {
    return topology.emitted().stream()
        .flatMap(one -> one.batch().deltas().stream())
        .collect(
            Collectors.groupingBy(
                delta -> delta.series().key().source().name(),
                Collectors.summingLong(delta -> delta.counts().requests())));
  }
}
