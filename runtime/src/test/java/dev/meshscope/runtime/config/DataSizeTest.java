package dev.meshscope.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "512B, 512", "64KiB, 65536", "64 MiB, 67108864", "2GiB, 2147483648"})
  void readsItsWrittenForm(String text, long bytes) {
    assertThat(DataSize.parse(text)).isEqualTo(DataSize.ofBytes(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "64", "64MB", "-1KiB", "1.5GiB", "9999999TiB", "999999999999999999TiB"})
  void refusesWhatIsNoSize(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.parse(text));
  }

  @Test
  void writesTheShortestExactForm() {
    assertThat(DataSize.ofMebibytes(64)).hasToString("64MiB");
    assertThat(DataSize.ofBytes(1536)).hasToString("1536B");
    assertThat(DataSize.ofKibibytes(1024)).hasToString("1MiB");
    assertThat(DataSize.ofGibibytes(3)).hasToString("3GiB");
    assertThat(DataSize.ofBytes(0)).hasToString("0B");
  }

  @Test
  void refusesNegativeSizes() {
    assertThatIllegalArgumentException().isThrownBy(() -> DataSize.ofBytes(-1));
  }

  @Test
  void capsAtTheLargestArray() {
    assertThat(DataSize.ofGibibytes(3).bytesAsInt()).isEqualTo(Integer.MAX_VALUE);
    assertThat(DataSize.ofKibibytes(1).bytesAsInt()).isEqualTo(1024);
  }
}
