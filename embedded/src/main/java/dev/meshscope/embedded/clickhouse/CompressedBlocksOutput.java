package dev.meshscope.embedded.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes what it is given as LZ4 blocks; {@link #flush()} ends the current one. */
final class CompressedBlocksOutput extends OutputStream {

  private static final int CONTENT_BYTES = 1 << 16;
  private static final int DATA_AT = CompressedBlock.CHECKSUM_BYTES + CompressedBlock.HEADER_BYTES;

  private final OutputStream out;
  private final LZ4Compressor lz4 = LZ4Factory.safeInstance().fastCompressor();
  private final byte[] content = new byte[CONTENT_BYTES];
  private final byte[] block = new byte[DATA_AT + lz4.maxCompressedLength(CONTENT_BYTES)];
  private int count;

  CompressedBlocksOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, CONTENT_BYTES - count);
      System.arraycopy(bytes, from, content, count, part);
      count += part;
      from += part;
      left -= part;
      if (count == CONTENT_BYTES) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    int compressed = lz4.compress(content, 0, count, block, DATA_AT, block.length - DATA_AT);
    int size = CompressedBlock.HEADER_BYTES + compressed;
    ByteBuffer frame = CompressedBlock.littleEndian(block);
    frame.put(CompressedBlock.CHECKSUM_BYTES, (byte) CompressedBlock.LZ4);
    frame.putInt(CompressedBlock.CHECKSUM_BYTES + 1, size);
    frame.putInt(CompressedBlock.CHECKSUM_BYTES + 5, count);
    CityHash.Hash128 checksum = CityHash.hash128(block, CompressedBlock.CHECKSUM_BYTES, size);
    frame.putLong(0, checksum.low());
    frame.putLong(8, checksum.high());
    out.write(block, 0, CompressedBlock.CHECKSUM_BYTES + size);
    count = 0;
  }

  @Override
  public void flush() throws IOException {
    if (count > 0) {
      writeBlock();
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
