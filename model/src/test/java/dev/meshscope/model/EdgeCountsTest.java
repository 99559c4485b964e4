package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EdgeCountsTest {
  private static final int CASES = 200;

  @Test
  void mergingIsAssociative() {
    Laws.forAll(
        CASES,
        random -> {
          RandomRecords records = new RandomRecords(random);
          List<EdgeCounts> parts = List.of(records.counts(), records.counts(), records.counts());
          EdgeCounts left = merged(List.of(merged(parts.subList(0, 2)), parts.get(2)));
          EdgeCounts right = merged(List.of(parts.get(0), merged(parts.subList(1, 3))));
          assertThat(left).isEqualTo(right).hasSameHashCodeAs(right);
        });
  }

  @Test
  void mergingIsCommutative() {
    Laws.forAll(
        CASES,
        random -> {
          RandomRecords records = new RandomRecords(random);
          EdgeCounts one = records.counts();
          EdgeCounts other = records.counts();
          assertThat(merged(List.of(one, other))).isEqualTo(merged(List.of(other, one)));
        });
  }

  @Test
  void nothingIsNeutral() {
    Laws.forAll(
        CASES,
        random -> {
          EdgeCounts counts = new RandomRecords(random).counts();
          assertThat(merged(List.of(counts, new EdgeCounts()))).isEqualTo(counts);
          assertThat(merged(List.of(new EdgeCounts(), counts))).isEqualTo(counts);
        });
  }

  /** However the reports are cut into batches and in whatever order those are merged. */
  @Test
  void isTheSameHoweverReportsAreCutAndShuffled() {
    Laws.forAll(
        CASES,
        random -> {
          RequestColumns columns = Samples.typicalBatch(200, 1, random).columns();
          int open = random.nextInt(columns.size());
          columns.append(columns, open, 0);
          columns.open(columns.endMicros(open));
          EdgeSeries series = new RandomRecords(random).series();
          EdgeCounts whole = added(columns, series, 0, columns.size());
          List<EdgeCounts> parts = new ArrayList<>();
          int from = 0;
          while (from < columns.size()) {
            int to = Math.min(columns.size(), from + 1 + random.nextInt(50));
            parts.add(added(columns, series, from, to));
            from = to;
          }
          Collections.shuffle(parts, new Random(random.nextLong()));
          assertThat(merged(parts)).isEqualTo(whole);
        });
  }

  @Test
  void addsUpOneReport() {
    RequestColumns columns = new RequestColumns();
    columns.begin(0);
    columns.time(1_000_000, 2_000_000, true);
    int outcome = Outcome.of(503, -1, Cause.UPSTREAM_RESET);
    columns.result(outcome, ResponseFlag.UC.bit() | ResponseFlag.URX.bit());
    columns.volume(10, 20, 3);
    EdgeCounts counts = added(columns, Samples.series(), 0, 1);
    assertThat(counts.requests()).isEqualTo(1);
    assertThat(counts.attempts()).isEqualTo(3);
    assertThat(counts.late()).isEqualTo(1);
    assertThat(counts.bytesReceived()).isEqualTo(10);
    assertThat(counts.bytesSent()).isEqualTo(20);
    assertThat(counts.firstEndMicros()).isEqualTo(1_000_000);
    assertThat(counts.lastEndMicros()).isEqualTo(1_000_000);
    assertThat(counts.outcomes()).hasToString("{%d=1}".formatted(outcome));
    assertThat(counts.flags()).hasToString("{6=1, 15=1}");
    assertThat(counts.succeeded().size()).isZero();
    assertThat(counts.failed()).hasToString("{%d=1}".formatted(LatencyBuckets.index(2_000_000)));
    assertThat(counts).asString().startsWith("requests=1 attempts=3 late=1");
  }

  @Test
  void addsOnlyBytesOfAStreamThatGoesOn() {
    RequestColumns columns = new RequestColumns();
    columns.begin(0);
    columns.open(3_000_000);
    columns.volume(100, 200, 7);
    EdgeCounts counts = added(columns, Samples.series(), 0, 1);
    EdgeCounts expected = new EdgeCounts();
    expected.addBytes(100, 200);
    expected.addEnds(3_000_000, 3_000_000);
    assertThat(counts).isEqualTo(expected);
  }

  /** A stream that was told of while it lived adds up to the same as one that was not. */
  @Test
  void addsUpToTheSameWhetherOrNotAStreamWasToldOfWhileItLived() {
    Laws.forAll(
        CASES,
        random -> {
          RequestColumns whole = new RequestColumns();
          new RandomRecords(random).row(whole, 0);
          RequestColumns parts = new RequestColumns();
          long received = whole.bytesReceived(0);
          long sent = whole.bytesSent(0);
          while (random.nextInt(4) > 0) {
            long moreReceived = random.nextLong(received + 1);
            long moreSent = random.nextLong(sent + 1);
            parts.begin(0);
            parts.open(whole.endMicros(0));
            parts.volume(moreReceived, moreSent, 0);
            received -= moreReceived;
            sent -= moreSent;
          }
          parts.append(whole, 0, 0);
          parts.volume(received, sent, whole.attempts(0));
          EdgeSeries series = new RandomRecords(random).series();
          assertThat(added(parts, series, 0, parts.size())).isEqualTo(added(whole, series, 0, 1));
        });
  }

  @Test
  void countsAttemptsOfTheSourceOnly() {
    RequestColumns columns = new RequestColumns();
    columns.begin(0);
    columns.volume(0, 0, 0);
    columns.begin(0);
    columns.volume(0, 0, 4);
    EdgeSeries source = Samples.series();
    for (Reporter reporter : Reporter.values()) {
      EdgeSeries series = new EdgeSeries(source.key(), reporter, source.details());
      long attempts = added(columns, series, 0, 2).attempts();
      assertThat(attempts).as("%s", reporter).isEqualTo(reporter == Reporter.SOURCE ? 5 : 0);
    }
  }

  @Test
  void leavesReportsWithoutDurationOutOfLatency() {
    RequestColumns columns = new RequestColumns();
    columns.begin(0);
    EdgeCounts counts = added(columns, Samples.series(), 0, 1);
    assertThat(counts.requests()).isEqualTo(1);
    assertThat(counts.succeeded().total() + counts.failed().total()).isZero();
  }

  @Test
  void tellsDifferencesInEveryPart() {
    EdgeCounts counts = new EdgeCounts();
    assertThat(counts).isEqualTo(new EdgeCounts()).isNotEqualTo("requests=0");
    List<EdgeCounts> others = new ArrayList<>();
    for (int part = 0; part < 10; part++) {
      others.add(new EdgeCounts());
    }
    others.get(0).addTotals(1, 0, 0);
    others.get(1).addTotals(0, 1, 0);
    others.get(2).addTotals(0, 0, 1);
    others.get(3).addBytes(1, 0);
    others.get(4).addBytes(0, 1);
    others.get(5).addEnds(0, 1);
    others.get(6).outcomes().add(1, 1);
    others.get(7).flags().add(1, 1);
    others.get(8).succeeded().add(1, 1);
    others.get(9).failed().add(1, 1);
    assertThat(others).doesNotContain(counts).doesNotHaveDuplicates();
  }

  private static EdgeCounts added(RequestColumns columns, EdgeSeries series, int from, int to) {
    EdgeCounts counts = new EdgeCounts();
    for (int row = from; row < to; row++) {
      counts.add(columns, row, series);
    }
    return counts;
  }

  private static EdgeCounts merged(List<EdgeCounts> parts) {
    EdgeCounts all = new EdgeCounts();
    parts.forEach(all::merge);
    return all;
  }
}
