package dev.meshscope.embedded.clickhouse;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Reads the content of compressed blocks, each checked against its checksum. */
final class CompressedBlocksInput {

  private final InputStream in;
  private final LZ4SafeDecompressor lz4 = LZ4Factory.safeInstance().safeDecompressor();

  CompressedBlocksInput(InputStream in) {
    this.in = in;
  }

  void appendAllTo(NativeBuffer out) throws IOException, EngineException {
    byte[] checksum = new byte[CompressedBlock.CHECKSUM_BYTES];
    for (int read = in.readNBytes(checksum, 0, checksum.length);
        read > 0;
        read = in.readNBytes(checksum, 0, checksum.length)) {
      requireAll(read, checksum.length);
      appendBlock(CompressedBlock.littleEndian(checksum), out);
    }
  }

  private void appendBlock(ByteBuffer checksum, NativeBuffer out)
      throws IOException, EngineException {
    byte[] header = new byte[CompressedBlock.HEADER_BYTES];
    requireAll(in.readNBytes(header, 0, header.length), header.length);
    ByteBuffer sizes = CompressedBlock.littleEndian(header);
    int size = sizes.getInt(1);
    int contentSize = sizes.getInt(5);
    requireSize(size - CompressedBlock.HEADER_BYTES);
    requireSize(contentSize);
    byte[] block = new byte[size];
    System.arraycopy(header, 0, block, 0, header.length);
    requireAll(in.readNBytes(block, header.length, size - header.length), size - header.length);
    if (!CityHash.hash128(block, 0, size)
        .equals(new CityHash.Hash128(checksum.getLong(0), checksum.getLong(8)))) {
      throw EngineError.of(
              EngineError.CHECKSUM_DOESNT_MATCH,
              "CHECKSUM_DOESNT_MATCH",
              "Checksum of a compressed block of the request does not match")
          .exception();
    }
    out.append(content(header[0] & 0xff, block, contentSize), contentSize);
  }

  private byte[] content(int method, byte[] block, int contentSize) throws EngineException {
    byte[] content = new byte[contentSize];
    int count =
        switch (method) {
          case CompressedBlock.LZ4 -> unpackLz4(block, content);
          case CompressedBlock.ZSTD -> unpackZstd(block, content);
          case CompressedBlock.NONE -> copy(block, content);
          default -> throw broken("unknown method 0x%02x".formatted(method)).exception();
        };
    if (count != contentSize) {
      throw broken("another size than announced").exception();
    }
    return content;
  }

  private int unpackLz4(byte[] block, byte[] content) throws EngineException {
    int from = CompressedBlock.HEADER_BYTES;
    try {
      return lz4.decompress(block, from, block.length - from, content, 0);
    } catch (LZ4Exception e) {
      throw broken("not LZ4: " + e.getMessage()).exception();
    }
  }

  private static int unpackZstd(byte[] block, byte[] content) throws EngineException {
    int from = CompressedBlock.HEADER_BYTES;
    try {
      return (int)
          Zstd.decompressByteArray(content, 0, content.length, block, from, block.length - from);
    } catch (ZstdException e) {
      throw broken("not ZSTD: " + e.getMessage()).exception();
    }
  }

  private static int copy(byte[] block, byte[] content) {
    int count = block.length - CompressedBlock.HEADER_BYTES;
    System.arraycopy(
        block, CompressedBlock.HEADER_BYTES, content, 0, Math.min(count, content.length));
    return count;
  }

  private static void requireAll(int read, int wanted) throws EngineException {
    if (read != wanted) {
      throw broken("it ends in the middle").exception();
    }
  }

  private static void requireSize(int bytes) throws EngineException {
    if (bytes < 0 || bytes > CompressedBlock.CONTENT_BYTES_MAX) {
      throw broken("a size of " + bytes + " bytes").exception();
    }
  }

  private static EngineError broken(String why) {
    return EngineError.of(
        EngineError.CANNOT_DECOMPRESS,
        "CANNOT_DECOMPRESS",
        "Cannot read a compressed block of the request: " + why);
  }
}
