package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NativeBufferTest {

  @Test
  void growsAsItIsFilled() throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    try (NativeBuffer buffer = new NativeBuffer(0, 1 << 20)) {
      buffer.append(new byte[] {1, 2, 3});
      buffer.appendAll(new ByteArrayInputStream(bytes));
      byte[] got = buffer.bytes().toArray(JAVA_BYTE);
      assertThat(got).hasSize(300_003).startsWith(1, 2, 3);
      assertThat(Arrays.copyOfRange(got, 3, got.length)).isEqualTo(bytes);
    }
  }

  @Test
  void takesItsLimitAndNotAByteMore() throws Exception {
    try (NativeBuffer buffer = new NativeBuffer(0, 1000)) {
      buffer.append(new byte[1000]);
      assertThat(buffer.bytes().byteSize()).isEqualTo(1000);
      assertThatThrownBy(() -> buffer.append(new byte[1]))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.error().code()).isEqualTo(EngineError.QUERY_IS_TOO_LARGE))
          .hasMessageContaining("limit of 1000 bytes");
    }
  }

  @Test
  void isEmptyAtFirst() {
    try (NativeBuffer buffer = new NativeBuffer(0, 1000)) {
      assertThat(buffer.bytes().byteSize()).isZero();
    }
  }
}
