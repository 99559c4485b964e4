package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowBinaryHeaderTest {

  @Test
  void countsNamesAndTypes() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(1);
    String name = "n".repeat(300);
    block.write(0xac); // 300 as a variable-length number: 0xac 0x02
    block.write(0x02);
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(6);
    block.writeBytes("UInt64".getBytes(StandardCharsets.US_ASCII));
    int header = block.size();
    block.writeBytes(new byte[16]);
    assertThat(RowBinaryHeader.length(MemorySegment.ofArray(block.toByteArray())))
        .isEqualTo(header);
  }

  @Test
  void isInOneFormatOnly() {
    assertThat(RowBinaryHeader.isIn("rowbinarywithnamesandtypes")).isTrue();
    assertThat(RowBinaryHeader.isIn("RowBinary")).isFalse();
  }
}
