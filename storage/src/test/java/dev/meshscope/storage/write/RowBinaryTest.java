package dev.meshscope.storage.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Counts;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RowBinaryTest {
  @Test
  void writesIntegersInTheirWidthLittleEndian() throws IOException {
    assertThat(hex(new RowBinary().uint8(255).uint16(65_534).uint32(4_294_967_293L).uint64(-4)))
        .isEqualTo("ff" + "feff" + "fdffffff" + "fcffffffffffffff");
  }

  @Test
  void countsBytesOfTextNotCharacters() throws IOException {
    assertThat(hex(new RowBinary().text("").text("a").text("ü")))
        .isEqualTo("00" + "0161" + "02c3bc");
  }

  @Test
  void writesLongLengthsAsVarints() throws IOException {
    assertThat(hex(new RowBinary().text("x".repeat(300)))).startsWith("ac0278").hasSize(2 * 302);
  }

  @Test
  void writesMapsInRisingOrderOfTheirKeys() throws IOException {
    Counts counts = new Counts();
    counts.add(7, 1);
    counts.add(3, 2);
    assertThat(hex(new RowBinary().counts8(counts)))
        .isEqualTo("02" + "03" + "0200000000000000" + "07" + "0100000000000000");
    assertThat(hex(new RowBinary().counts16(counts))).startsWith("02" + "0300" + "02");
    assertThat(hex(new RowBinary().counts32(counts))).startsWith("02" + "03000000" + "02");
  }

  @Test
  void growsAsNeeded() {
    RowBinary out = new RowBinary();
    RowBinary other = new RowBinary().text("y".repeat(10_000));
    for (int i = 0; i < 100; i++) {
      out.append(other);
    }
    assertThat(out.size()).isEqualTo(100 * 10_002);
  }

  private static String hex(RowBinary out) throws IOException {
    return HexFormat.of().formatHex(out.read().readAllBytes());
  }
}
