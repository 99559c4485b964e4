package dev.meshscope.collector.receive.nginx;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams between the thread that reads the socket and the one that understands them: two
 * batches, one that is filled and one that is worked on. Whoever fills waits when there is no room;
 * then the kernel keeps datagrams, and counts those that it drops.
 */
final class Datagrams {
  /** The shortest line that means anything is longer. */
  private static final int SHORTEST_BYTES = 128;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private Batch open;
  private Batch other;
  private boolean isEnded;

  /**
   * Makes two empty batches.
   *
   * @param bytes of both together
   */
  Datagrams(int bytes) {
    open = new Batch(bytes / 2);
    other = new Batch(bytes / 2);
  }

  /** Adds a datagram; waits until there is room. */
  void put(byte[] datagram, int length, InetAddress source) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!open.hasRoom(length)) {
        room.await();
      }
      open.add(datagram, length, source);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** No more come. */
  void end() {
    lock.lock();
    try {
      isEnded = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes all datagrams that there are; waits for the first. They are the taker's until it takes
   * again. Null when no more come.
   */
  @Nullable Batch take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (open.size() == 0 && !isEnded) {
        work.await();
      }
      return swap();
    } finally {
      lock.unlock();
    }
  }

  /** The same without waiting. */
  @Nullable Batch poll() {
    lock.lock();
    try {
      return swap();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Batch swap() {
    if (open.size() == 0) {
      return null;
    }
    Batch taken = open;
    open = other;
    open.clear();
    other = taken;
    room.signal();
    return taken;
  }

  /** Datagrams, one behind the other. */
  static final class Batch {
    private final byte[] bytes;
    private final int[] ends;
    private final @Nullable InetAddress[] sources;
    private int size;

    private Batch(int capacity) {
      bytes = new byte[capacity];
      ends = new int[capacity / SHORTEST_BYTES];
      sources = new InetAddress[ends.length];
    }

    int size() {
      return size;
    }

    byte[] bytes() {
      return bytes;
    }

    int from(int index) {
      return index == 0 ? 0 : ends[index - 1];
    }

    int to(int index) {
      return ends[index];
    }

    /** Where a datagram came from. */
    @Nullable InetAddress source(int index) {
      return sources[index];
    }

    private boolean hasRoom(int length) {
      return size < ends.length && from(size) + length <= bytes.length;
    }

    private void add(byte[] datagram, int length, InetAddress source) {
      int from = from(size);
      System.arraycopy(datagram, 0, bytes, from, length);
      ends[size] = from + length;
      sources[size] = source;
      size++;
    }

    private void clear() {
      Arrays.fill(sources, 0, size, null);
      size = 0;
    }
  }
}
