package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A growing run of bytes outside the Java heap, which is far smaller than the largest body. Freed
 * on close; whatever was read from it is invalid then.
 */
@SuppressWarnings("MustBeClosedChecker") // each arena is closed by grow or close
final class NativeBuffer implements AutoCloseable {

  private static final int COPY_BYTES = 1 << 16;

  private final long bytesMax;
  private Arena arena = Arena.ofShared();
  private MemorySegment memory;
  private long length;

  NativeBuffer(long bytesExpected, long bytesMax) {
    this.bytesMax = bytesMax;
    memory = arena.allocate(Math.clamp(bytesExpected, 256, bytesMax));
  }

  void append(byte[] bytes, int count) throws EngineException {
    long needed = length + count;
    if (needed > bytesMax) {
      throw tooLarge(bytesMax).exception();
    }
    if (needed > memory.byteSize()) {
      grow(Math.min(bytesMax, Math.max(needed, 2 * memory.byteSize())));
    }
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, length, count);
    length = needed;
  }

  void append(byte[] bytes) throws EngineException {
    append(bytes, bytes.length);
  }

  void appendAll(InputStream in) throws IOException, EngineException {
    byte[] copy = new byte[COPY_BYTES];
    for (int count = in.read(copy); count >= 0; count = in.read(copy)) {
      append(copy, count);
    }
  }

  private void grow(long bytes) {
    Arena larger = Arena.ofShared();
    MemorySegment grown = larger.allocate(bytes);
    MemorySegment.copy(memory, 0, grown, 0, length);
    arena.close();
    arena = larger;
    memory = grown;
  }

  static EngineError tooLarge(long bytesMax) {
    return EngineError.of(
        EngineError.QUERY_IS_TOO_LARGE,
        "QUERY_IS_TOO_LARGE",
        "The statement with its data is larger than the limit of %d bytes".formatted(bytesMax));
  }

  MemorySegment bytes() {
    return memory.asSlice(0, length);
  }

  @Override
  public void close() {
    arena.close();
  }
}
