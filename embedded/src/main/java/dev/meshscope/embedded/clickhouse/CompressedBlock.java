package dev.meshscope.embedded.clickhouse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frame of one of ClickHouse's compressed blocks ({@code CompressedReadBufferBase}): checksum
 * of what follows (16 bytes), method, size with this header but without the checksum, size of the
 * content; little-endian.
 */
final class CompressedBlock {

  static final int CHECKSUM_BYTES = 16;
  static final int HEADER_BYTES = 9;
  static final int LZ4 = 0x82;
  static final int ZSTD = 0x90;
  static final int NONE = 0x02;

  /** ClickHouse itself takes up to 1 GiB; no client makes blocks above a few MiB. */
  static final int CONTENT_BYTES_MAX = 32 << 20;

  private CompressedBlock() {}

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
