package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestColumnsTest {
  private static final Rows.Row EMPTY =
      new Rows.Row(7, 0, RequestColumns.NO_DURATION, 0, 0, 0, 0, 0, false, false, 0);

  @Test
  void whatIsNotWrittenIsAbsent() {
    RequestColumns columns = new RequestColumns();
    columns.begin(7);
    assertThat(Rows.of(columns)).containsExactly(EMPTY);
  }

  @Test
  void aClearedRowLeavesNothingBehind() {
    RequestColumns columns = new RequestColumns();
    columns.begin(1);
    columns.time(1, 2, true);
    columns.result(3, 4);
    columns.volume(5, 6, 7);
    columns.open(8);
    columns.asked(9);
    columns.clear();
    assertThat(columns.size()).isZero();
    assertThat(columns.hasOpen()).isFalse();
    columns.begin(7);
    assertThat(Rows.of(columns)).containsExactly(EMPTY);
  }

  @Test
  void appendsRowsOfOthersUnderAFlowOfItsOwn() {
    Laws.forAll(
        50,
        random -> {
          RequestColumns source = Samples.typicalBatch(150, 3, random).columns();
          source.open(random.nextLong(Long.MAX_VALUE));
          source.asked(random.nextInt(5));
          RequestColumns copy = new RequestColumns();
          for (int row = 0; row < source.size(); row++) {
            copy.append(source, row, source.flow(row));
          }
          assertThat(Rows.of(copy)).isEqualTo(Rows.of(source));
          assertThat(copy.hasOpen()).isTrue();
          copy.append(source, 0, 99);
          assertThat(copy.flow(source.size())).isEqualTo(99);
        });
  }
}
