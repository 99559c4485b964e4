package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.data.ClickHouseCityHash;
import java.util.Random;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // the client will hide its hash some day; then keep vectors of it
class CityHashTest {

  private static final int OFFSET = 3;

  /** All lengths around the borders of the algorithm: 4, 8, 16, 144, and steps of 128 and 32. */
  @Test
  void equalsTheClientsHashForEveryLength() {
    byte[] bytes = new byte[1100];
    new Random(42).nextBytes(bytes);
    for (int length = 0; length < bytes.length - OFFSET; length++) {
      long[] expected = ClickHouseCityHash.cityHash128(bytes, OFFSET, length);
      assertThat(CityHash.hash128(bytes, OFFSET, length))
          .as("length %d of seed 42", length)
          .isEqualTo(new CityHash.Hash128(expected[0], expected[1]));
    }
  }
}
