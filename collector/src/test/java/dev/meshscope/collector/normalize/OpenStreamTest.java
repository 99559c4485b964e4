package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.WorkerStream.Connection;
import dev.meshscope.model.RequestColumns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and connections that are told of every minute while they go on. */
class OpenStreamTest {
  private static final int INTERVAL = 60;

  private final WorkerStream.Collector collector = new WorkerStream.Collector();
  private final WorkerStream stream = collector.stream();

  /** A stream that has told an end: whatever begins at 0 or later is its own. */
  private WorkerStream settled() {
    WorkerStream settled = collector.stream();
    settled.end(new Connection("first", -5), -4, 1);
    return settled;
  }

  @Test
  void showsBytesWhileAConnectionGoesOnAndCountsItOnce() {
    WorkerStream settled = settled();
    Connection connection = new Connection("a", 0);
    assertThat(settled.goesOn(connection, 60, 100)).isEqualTo(100);
    assertThat(settled.goesOn(connection, 120, 150)).isEqualTo(50);
    assertThat(settled.lastRow().isOpen()).isTrue();
    assertThat(settled.end(connection, 130, 160)).isEqualTo(10);
    assertThat(settled.lastRow().isOpen()).isFalse();
    assertThat(collector.ledger().accepted(Accepted.OPEN_STREAM)).isEqualTo(2);
    assertThat(collector.ledger().accepted(Accepted.REPORT)).isEqualTo(2);
    assertThat(collector.ledger().accepted()).isEqualTo(4);
    assertThat(collector.normalization().openStreams()).isZero();
  }

  @Test
  void writesNothingOfAConnectionThatIsIdle() {
    WorkerStream settled = settled();
    Connection connection = new Connection("a", 0);
    settled.goesOn(connection, 60, 100);
    assertThat(settled.goesOn(connection, 120, 100)).isZero();
    assertThat(settled.last()).isEqualTo(Skipped.INTERMEDIATE);
  }

  @Test
  void timesAnEntryByItsArrivalBecauseNothingInItSaysWhenItWasWritten() {
    settled().goesOn(new Connection("a", 0), 60, 100);
    WorkerStream settled = settled();
    settled.goesOn(new Connection("b", 0), 60, 100);
    assertThat(settled.lastRow().endMicros()).isEqualTo(WorkerStream.micros(60));
    assertThat(settled.lastRow().durationNanos()).isEqualTo(RequestColumns.NO_DURATION);
  }

  @Test
  void followsRequestsAsWellAsConnections() {
    WorkerStream settled = settled();
    Connection stream = new Connection("a", 0);
    assertThat(settled.requestGoesOn(stream, 60, 100)).isEqualTo(100);
    assertThat(settled.requestEnd(stream, 90, 130)).isEqualTo(30);
  }

  /** All calls of one request have the same id. */
  @Test
  void tellsCallsOfOneRequestApart() {
    WorkerStream settled = settled();
    assertThat(settled.requestGoesOn(new Connection("id", 0), 60, 100)).isEqualTo(100);
    assertThat(settled.requestGoesOn(new Connection("id", 1), 61, 30)).isEqualTo(30);
    assertThat(settled.requestEnd(new Connection("id", 0), 90, 110)).isEqualTo(10);
    assertThat(settled.requestEnd(new Connection("id", 1), 90, 31)).isEqualTo(1);
  }

  @Test
  void neverCountsBackwards() {
    WorkerStream settled = settled();
    Connection connection = new Connection("a", 0);
    settled.goesOn(connection, 60, 100);
    assertThat(settled.goesOn(connection, 120, 40)).isZero();
    assertThat(settled.end(connection, 130, 90)).isZero();
  }

  @Test
  void followsFromHereOnWhatOthersMayHaveCounted() {
    Connection connection = new Connection("a", -600);
    assertThat(stream.goesOn(connection, 0, 5_000)).isZero();
    assertThat(collector.ledger().streamsResumed()).isEqualTo(1);
    assertThat(stream.goesOn(connection, 60, 5_300)).isEqualTo(300);
    assertThat(stream.end(connection, 70, 5_310)).isEqualTo(10);
  }

  @Test
  void countsAllOfAConnectionThatItSawBegin() {
    Connection connection = new Connection("a", -600);
    stream.begin(connection, -600);
    assertThat(stream.last()).isEqualTo(Skipped.INTERMEDIATE);
    assertThat(stream.goesOn(connection, -540, 5_000)).isEqualTo(5_000);
  }

  @Test
  void countsAllOfWhatBeganLongAfterItsFirstMessage() {
    stream.goesOn(new Connection("old", -600), 0, 1);
    assertThat(stream.goesOn(new Connection("new", 31), 91, 70)).isEqualTo(70);
    assertThat(stream.goesOn(new Connection("between", 29), 91, 70)).isZero();
  }

  @Test
  void goesOnWhenTheProxyComesBackAtOnceWithANewStream() {
    Connection connection = new Connection("a", 0);
    settled().goesOn(connection, 60, 100);
    assertThat(stream.goesOn(connection, 120, 130)).isEqualTo(30);
    assertThat(collector.stream().end(connection, 150, 135)).isEqualTo(5);
    assertThat(collector.ledger().streamsResumed()).isZero();
    assertThat(collector.ledger().streamsWithheld()).isZero();
  }

  @Test
  void startsAnewWhenTheProxyWasElsewhereMeanwhile() {
    Connection connection = new Connection("a", 0);
    settled().goesOn(connection, 60, 100);
    assertThat(stream.goesOn(connection, 180, 130)).isZero();
    assertThat(collector.ledger().streamsResumed()).isEqualTo(1);
    assertThat(stream.end(connection, 190, 135)).isEqualTo(5);
  }

  @Test
  void withholdsTheRestThatWasCountedElsewhereMeanwhile() {
    Connection connection = new Connection("a", 0);
    settled().goesOn(connection, 60, 100);
    assertThat(stream.end(connection, 150, 135)).isZero();
    assertThat(stream.last()).isEqualTo(Accepted.REPORT);
    assertThat(collector.ledger().streamsWithheld()).isEqualTo(1);
    assertThat(collector.ledger().bytesWithheld()).isEqualTo(35);
  }

  @Test
  void knowsNothingAfterARestart() {
    Connection connection = new Connection("a", 0);
    settled().goesOn(connection, 60, 100);
    WorkerStream.Collector restarted = new WorkerStream.Collector();
    assertThat(restarted.stream().goesOn(connection, 120, 130)).isZero();
    assertThat(restarted.ledger().streamsResumed()).isEqualTo(1);
  }

  @ParameterizedTest(name = "began {0}, ended {1} = counted: {2}")
  @CsvSource({"-30, 29, true", "-30, 30, false", "-600, 50, false", "-600, 70, true"})
  void countsAnEndThatNobodyCanHaveBeenToldOf(int began, int ended, boolean isCounted) {
    stream.end(new Connection("first", -1), 0, 1);
    assertThat(stream.end(new Connection("a", began), ended, 50)).isEqualTo(isCounted ? 50 : 0);
    assertThat(collector.ledger().bytesWithheld()).isEqualTo(isCounted ? 0 : 50);
  }

  @Test
  void countsEndsOfANodeThatDoesNotTellWhileStreamsGoOn() {
    WorkerStream settled = settled();
    assertThat(settled.end(new Connection("a", 0), INTERVAL + 10, 50)).isEqualTo(50);
    assertThat(stream.end(new Connection("b", -600), 100, 50)).isEqualTo(50);
  }

  @Test
  void doesNotTakeANodeForSilentThatHasToldOfAStream() {
    WorkerStream settled = settled();
    settled.goesOn(new Connection("told", 0), 60, 1);
    settled.end(new Connection("untold", 0), 70, 50);
    assertThat(stream.end(new Connection("b", -600), 100, 50)).isZero();
  }

  @Test
  void tellsTheHabitsOfRequestsAndConnectionsApart() {
    WorkerStream settled = settled();
    settled.end(new Connection("a", 0), INTERVAL + 10, 50);
    assertThat(stream.requestEnd(new Connection("b", -600), 100, 50)).isZero();
  }

  @Test
  void leavesOutWhatItHasNoRoomForAndCountsThatAtItsEnd() {
    WorkerStream.Collector small = new WorkerStream.Collector(1);
    WorkerStream settled = small.stream();
    settled.end(new Connection("first", -5), -4, 1);
    assertThat(settled.goesOn(new Connection("a", 0), 60, 100)).isEqualTo(100);
    assertThat(settled.goesOn(new Connection("b", 0), 60, 200)).isZero();
    assertThat(small.ledger().streamsLeftOut()).isEqualTo(1);
    assertThat(settled.goesOn(new Connection("a", 0), 120, 110)).isEqualTo(10);
    assertThat(settled.end(new Connection("b", 0), 130, 250)).isEqualTo(250);
    assertThat(settled.goesOn(new Connection("c", 70), 130, 9)).isZero();
    settled.end(new Connection("a", 0), 131, 110);
    assertThat(settled.goesOn(new Connection("c", 70), 190, 20)).isEqualTo(20);
  }

  @Test
  void withholdsAtTheEndWhatItHadNoRoomForIfOthersMayHaveCountedIt() {
    WorkerStream.Collector small = new WorkerStream.Collector(1);
    WorkerStream other = small.stream();
    other.goesOn(new Connection("a", -600), 0, 1);
    other.goesOn(new Connection("b", -600), 0, 1_000);
    assertThat(other.end(new Connection("b", -600), 100, 2_000)).isZero();
    assertThat(small.ledger().bytesWithheld()).isEqualTo(2_000);
  }

  @Test
  void forgetsStreamsOfProxiesThatDiedAndCountsNothingTwiceShouldTheyLive() {
    WorkerStream settled = settled();
    Connection silent = new Connection("silent", 0);
    settled.goesOn(silent, 60, 100);
    settled.goesOn(new Connection("other", 10), 60 + 6 * INTERVAL, 1);
    assertThat(collector.normalization().openStreams()).isEqualTo(1);
    assertThat(settled.goesOn(silent, 60 + 7 * INTERVAL, 120)).isZero();
    assertThat(settled.goesOn(silent, 60 + 8 * INTERVAL, 125)).isEqualTo(5);
  }

  @Test
  void countsAtTheEndOnlyWhereFollowingIsTurnedOff() {
    WorkerStream.Collector off = new WorkerStream.Collector(0);
    WorkerStream other = off.stream();
    Connection connection = new Connection("a", -600);
    assertThat(other.goesOn(connection, 0, 5)).isZero();
    assertThat(other.last()).isEqualTo(Skipped.INTERMEDIATE);
    assertThat(other.end(connection, 10, 100)).isEqualTo(100);
  }

  @Test
  void countsAtTheEndWhatSaysNotWhichStreamItIs() {
    Connection nameless = new Connection("", -600);
    assertThat(stream.goesOn(nameless, 0, 5)).isZero();
    assertThat(stream.end(nameless, 10, 100)).isEqualTo(100);
    Connection endless = new Connection("x".repeat(129), -600);
    assertThat(stream.goesOn(endless, 0, 5)).isZero();
    assertThat(stream.end(endless, 10, 100)).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 7, 8, 10, 11})
  void followsByNoOtherKindOfEntry(int type) {
    WorkerStream settled = settled();
    assertThat(settled.intermediate(new Connection("a", 0), 60, 100, type)).isZero();
    assertThat(settled.last()).isInstanceOf(Skipped.class);
  }

  @Test
  void rejectsAnOpenStreamThatBeginsInTheFuture() {
    assertThat(stream.goesOn(new Connection("a", 301), 0, 100)).isZero();
    assertThat(stream.last()).isEqualTo(Rejected.TIME_OUT_OF_RANGE);
  }
}
