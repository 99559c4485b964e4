package dev.meshscope.collector.receive.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Remembers messages by their bytes. Records carry nanoseconds and ids: two messages with the same
 * bytes are one that was sent again because its answer got lost or came late. Safe for use by all
 * messages at once.
 */
final class RepeatMemory {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
  private static final long OTHER_FACTOR = 0xC2B2_AE3D_27D4_EB4FL;

  private final int messagesMax;
  private final long keepMillis;
  private final InstantSource clock;
  private final long seed;
  private final ReentrantLock lock = new ReentrantLock();

  /** Those that came first are first. */
  private final Map<Key, Remembered> messages = new LinkedHashMap<>();

  /**
   * Makes an empty memory.
   *
   * @param random seeds the keys, so that nobody can make two messages look alike
   */
  RepeatMemory(RepeatConfig config, InstantSource clock, RandomGenerator random) {
    messagesMax = config.messagesMax();
    keepMillis = config.keep().toMillis();
    this.clock = clock;
    seed = random.nextLong();
  }

  /**
   * What a message is known by: 128 bits of its bytes.
   *
   * @param signal part of it
   */
  record Key(Signal signal, long high, long low) {}

  /** The key of a message. */
  Key key(Signal signal, byte[] bytes, int length) {
    long one = seed ^ length;
    long two = seed * OTHER_FACTOR + length;
    int at = 0;
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at);
      one = folded(one ^ word, FACTOR);
      two = folded(two + word, OTHER_FACTOR);
    }
    long rest = 1;
    for (; at < length; at++) {
      rest = rest << Byte.SIZE | (bytes[at] & 0xFF);
    }
    return new Key(signal, folded(one ^ rest, OTHER_FACTOR), folded(two + rest, FACTOR));
  }

  /**
   * Remembers a message; the answer to the same one before, if there was one.
   *
   * @param answer completed when the message is answered
   */
  Optional<CompletableFuture<Answer>> before(Key key, CompletableFuture<Answer> answer) {
    if (keepMillis == 0) {
      return Optional.empty();
    }
    lock.lock();
    try {
      forget();
      Remembered known = messages.putIfAbsent(key, new Remembered(answer, clock.millis()));
      return Optional.ofNullable(known).map(Remembered::answer);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a message that was not taken. */
  void forget(Key key) {
    lock.lock();
    try {
      messages.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /** Those that are answered and old, and the oldest when there are too many. */
  private void forget() {
    Iterator<Remembered> eldest = messages.values().iterator();
    long now = clock.millis();
    while (eldest.hasNext()) {
      Remembered message = eldest.next();
      boolean isOld = message.answer().isDone() && now - message.sinceMillis() > keepMillis;
      if (!isOld && messages.size() < messagesMax) {
        return;
      }
      eldest.remove();
    }
  }

  /** All 128 bits of a product, one half over the other: every bit changes half of them. */
  private static long folded(long value, long factor) {
    return value * factor ^ Math.unsignedMultiplyHigh(value, factor);
  }

  /**
   * A message.
   *
   * @param answer what its client is told, when it is known
   * @param sinceMillis when it came
   */
  private record Remembered(CompletableFuture<Answer> answer, long sinceMillis) {}
}
