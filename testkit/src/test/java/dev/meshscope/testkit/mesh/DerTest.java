package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DerTest {
  @Test
  void writesLengthsOfOneByteAndOfMore() {
    assertThat(hex(Der.octets(new byte[127]))).startsWith("047f");
    assertThat(hex(Der.octets(new byte[128]))).startsWith("048180");
    assertThat(hex(Der.octets(new byte[300]))).startsWith("0482012c");
  }

  @Test
  void writesIdentifiersSevenBitsAByte() {
    assertThat(hex(Der.identifier("2.5.29.17"))).isEqualTo("0603551d11");
    assertThat(hex(Der.identifier("1.2.840.10045.4.3.2"))).isEqualTo("06082a8648ce3d040302");
  }

  @Test
  void writesValues() {
    assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
    assertThat(hex(Der.sequence(Der.isTrue(), Der.set()))).isEqualTo("30050101ff3100");
    assertThat(hex(Der.bits(7, new byte[] {(byte) 0x80}))).isEqualTo("03020780");
    assertThat(hex(Der.tagged(3, Der.text("a")))).isEqualTo("a3030c0161");
    assertThat(hex(Der.taggedText(6, "a"))).isEqualTo("860161");
    assertThat(Der.time(Instant.parse("2026-03-01T12:00:00Z")))
        .asString()
        .endsWith("260301120000Z");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
