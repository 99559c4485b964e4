package dev.meshscope.testkit.simulate;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;

/** Collects the entries of one worker as Envoy does: until 16 KiB are full or 1 s has passed. */
final class WorkerBuffer {
  static final int BYTES_MAX = 16_384;
  private static final long AGE_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ByteArrayOutputStream members = new ByteArrayOutputStream(BYTES_MAX);
  private int entries;
  private long sinceNanos;

  /** Adds a serialized entry. */
  void add(byte[] entry, long nowNanos) {
    if (entries == 0) {
      sinceNanos = nowNanos;
    }
    members.writeBytes(Wire.member(entry));
    entries++;
  }

  int entries() {
    return entries;
  }

  boolean isFull() {
    return members.size() >= BYTES_MAX;
  }

  boolean isDue(long nowNanos) {
    return entries > 0 && nowNanos - sinceNanos >= AGE_MAX_NANOS;
  }

  /** The message with all entries; the buffer is empty then. */
  byte[] drain() {
    byte[] message = Wire.message(members);
    members.reset();
    entries = 0;
    return message;
  }
}
