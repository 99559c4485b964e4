package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Inventory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * All versions of inventories, by tenant, in memory; read anew at every start like {@link
 * IdentityStore}.
 *
 * <p>The global thread writes, stream threads read.
 */
final class InventoryStore implements StateStore {
  static final String NAME = "inventory";

  private final long bytesMax;
  private final Map<String, PlatformTimeline> timelines = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private long bytes;
  private int size;
  private volatile boolean isOpen;

  /**
   * @param bytesMax how long all versions together may be, as they come in the topic
   */
  InventoryStore(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Adds a version; false when there is no room for it.
   *
   * @param length of the version as it came
   */
  boolean put(Inventory inventory, int length) {
    String tenant = inventory.key().tenant();
    PlatformTimeline.Version added = PlatformTimeline.Version.of(inventory, length);
    PlatformTimeline before = timelines.get(tenant);
    PlatformTimeline after = before == null ? PlatformTimeline.of(added) : before.with(added);
    if (after.bytes() > bytesOf(before) && bytes - bytesOf(before) + after.bytes() > bytesMax) {
      return false;
    }
    timelines.put(tenant, after);
    changed(before, after);
    return true;
  }

  /** Takes a version back. */
  void remove(Inventory.Key key) {
    PlatformTimeline before = timelines.get(key.tenant());
    if (before == null) {
      return;
    }
    PlatformTimeline after = before.without(key.sinceMicros());
    if (after == null) {
      timelines.remove(key.tenant());
    } else {
      timelines.put(key.tenant(), after);
    }
    changed(before, after);
  }

  /** What the platform was when; null while nothing is known of it. */
  @Nullable PlatformTimeline timeline(String tenant) {
    return timelines.get(tenant);
  }

  /** How many versions are kept; for the global thread. */
  int size() {
    return size;
  }

  /** Another number after every change. */
  long version() {
    return version.get();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(
        root,
        (_, _) -> {
          throw new IllegalStateException("global stores are restored by their processor");
        });
    isOpen = true;
  }

  @Override
  public void close() {
    timelines.clear();
    bytes = 0;
    size = 0;
    isOpen = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  private void changed(@Nullable PlatformTimeline before, @Nullable PlatformTimeline after) {
    bytes += bytesOf(after) - bytesOf(before);
    size += (after == null ? 0 : after.size()) - (before == null ? 0 : before.size());
    version.incrementAndGet();
  }

  private static long bytesOf(@Nullable PlatformTimeline timeline) {
    return timeline == null ? 0 : timeline.bytes();
  }
}
