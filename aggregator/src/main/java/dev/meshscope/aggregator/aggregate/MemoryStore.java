package dev.meshscope.aggregator.aggregate;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;

/**
 * A global store in memory. Not persistent: Streams then reads the whole topic through the store's
 * processor at every start, before the first batch, so that it is complete after any restart.
 *
 * <p>The global thread writes, stream threads read.
 */
abstract class MemoryStore implements StateStore {
  private final String name;
  private final AtomicLong version = new AtomicLong();
  private volatile boolean isOpen;

  MemoryStore(String name) {
    this.name = name;
  }

  /** Another number after every change. */
  final long version() {
    return version.get();
  }

  /** To be called after every change. */
  final void changed() {
    version.incrementAndGet();
  }

  /** Forgets everything. */
  abstract void clear();

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void init(StateStoreContext context, StateStore root) {
    context.register(
        root,
        (_, _) -> {
          throw new IllegalStateException("global stores are restored by their processor");
        });
    isOpen = true;
  }

  @Override
  public final void close() {
    clear();
    isOpen = false;
  }

  @Override
  public final boolean persistent() {
    return false;
  }

  @Override
  public final boolean isOpen() {
    return isOpen;
  }
}
