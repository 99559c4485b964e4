package dev.meshscope.storage.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficTableTest {
  @ParameterizedTest
  @CsvSource({
    "EDGES_10S, 2026-03-31T23:59:59Z, 2026-03-31T23:59:50Z, 20260331",
    "EDGES_1M, 2026-03-31T23:59:59Z, 2026-03-31T23:59:00Z, 20260331",
    "EDGES_1H, 2026-03-31T23:59:59Z, 2026-03-31T23:00:00Z, 202603",
    "EDGES_10S, 2026-04-01T00:00:00Z, 2026-04-01T00:00:00Z, 20260401",
    "EDGES_1H, 2026-04-01T00:00:00Z, 2026-04-01T00:00:00Z, 202604",
  })
  void cutsTimeIntoWindowsAndPartitionsInUtc(
      TrafficTable table, Instant time, Instant window, String partition) {
    long start = table.windowOf(time.getEpochSecond());
    assertThat(Instant.ofEpochSecond(start)).isEqualTo(window);
    assertThat(table.partitionOf(start)).isEqualTo(partition);
  }

  @Test
  void fitsWindowsIntoEachOther() {
    assertThat(TrafficTable.EDGES_1M.windowSeconds() % TrafficTable.EDGES_10S.windowSeconds())
        .isZero();
    assertThat(TrafficTable.EDGES_1H.windowSeconds() % TrafficTable.EDGES_1M.windowSeconds())
        .isZero();
  }
}
