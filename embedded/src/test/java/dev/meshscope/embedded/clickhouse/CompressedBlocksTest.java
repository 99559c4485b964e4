package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedBlocksTest {

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CompressedBlocksOutput blocks = new CompressedBlocksOutput(out)) {
      blocks.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] unpacked(byte[] packed) throws IOException, EngineException {
    try (NativeBuffer buffer = new NativeBuffer(0, 1 << 22)) {
      new CompressedBlocksInput(new ByteArrayInputStream(packed)).appendAllTo(buffer);
      return buffer.bytes().toArray(JAVA_BYTE);
    }
  }

  /** One block around given bytes, with the sizes and the checksum that belong to them. */
  private static byte[] block(int method, byte[] packed, int contentBytes) {
    int size = CompressedBlock.HEADER_BYTES + packed.length;
    byte[] block = new byte[CompressedBlock.CHECKSUM_BYTES + size];
    ByteBuffer frame = CompressedBlock.littleEndian(block);
    frame.put(16, (byte) method).putInt(17, size).putInt(21, contentBytes).put(25, packed);
    CityHash.Hash128 checksum = CityHash.hash128(block, CompressedBlock.CHECKSUM_BYTES, size);
    frame.putLong(0, checksum.low()).putLong(8, checksum.high());
    return block;
  }

  private static void assertRefused(ThrowingCallable reading, int code, String why) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.error().code()).isEqualTo(code))
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 65_535, 65_536, 65_537, 1_000_000})
  void readsWhatItWrites(int length) throws Exception {
    byte[] content = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      content[i] = (byte) random.nextInt(4);
    }
    assertThat(unpacked(packed(content))).isEqualTo(content);
  }

  @Test
  void writesSingleBytes() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CompressedBlocksOutput blocks = new CompressedBlocksOutput(out)) {
      blocks.write(0xff);
      blocks.flush();
      blocks.write(7);
    }
    assertThat(unpacked(out.toByteArray())).containsExactly(0xff, 7);
  }

  @Test
  void readsZstdAndUncompressedBlocks() throws Exception {
    byte[] content = "many many many many bytes".getBytes(StandardCharsets.US_ASCII);
    assertThat(unpacked(block(CompressedBlock.ZSTD, Zstd.compress(content), content.length)))
        .isEqualTo(content);
    assertThat(unpacked(block(CompressedBlock.NONE, content, content.length))).isEqualTo(content);
  }

  @Test
  void refusesAChangedByte() throws Exception {
    byte[] packed = packed(new byte[100]);
    for (int at : new int[] {0, 15, 16, packed.length - 1}) {
      byte[] changed = packed.clone();
      changed[at] ^= 1;
      assertRefused(() -> unpacked(changed), EngineError.CHECKSUM_DOESNT_MATCH, "does not match");
    }
  }

  @Test
  void refusesAnEndInTheMiddle() throws Exception {
    byte[] packed = packed(new byte[100]);
    for (int length : new int[] {1, 16, 24, packed.length - 1}) {
      assertRefused(
          () -> unpacked(Arrays.copyOf(packed, length)),
          EngineError.CANNOT_DECOMPRESS,
          "ends in the middle");
    }
  }

  @Test
  void refusesSizesBeyondTheLimit() {
    byte[] negative = block(CompressedBlock.LZ4, new byte[10], -1);
    byte[] huge = block(CompressedBlock.LZ4, new byte[10], CompressedBlock.CONTENT_BYTES_MAX + 1);
    assertRefused(() -> unpacked(negative), EngineError.CANNOT_DECOMPRESS, "a size of -1 bytes");
    assertRefused(() -> unpacked(huge), EngineError.CANNOT_DECOMPRESS, "a size of");
  }

  @Test
  void refusesWhatIsNotAsAnnounced() {
    byte[] content = new byte[10];
    assertRefused(
        () -> unpacked(block(0x42, content, 10)), EngineError.CANNOT_DECOMPRESS, "unknown method");
    assertRefused(
        () -> unpacked(block(CompressedBlock.NONE, content, 11)),
        EngineError.CANNOT_DECOMPRESS,
        "another size");
    assertRefused(
        () -> unpacked(block(CompressedBlock.ZSTD, Zstd.compress(content), 11)),
        EngineError.CANNOT_DECOMPRESS,
        "another size");
    assertRefused(
        () -> unpacked(block(CompressedBlock.ZSTD, content, 10)),
        EngineError.CANNOT_DECOMPRESS,
        "not ZSTD");
    assertRefused(
        () -> unpacked(block(CompressedBlock.LZ4, new byte[] {(byte) 0xff, 1, 2}, 10)),
        EngineError.CANNOT_DECOMPRESS,
        "not LZ4");
  }
}
