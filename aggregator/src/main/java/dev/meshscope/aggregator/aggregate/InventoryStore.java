package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Inventory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All versions of inventories, by tenant. */
final class InventoryStore extends MemoryStore {
  static final String NAME = "inventory";

  private final long bytesMax;
  private final Map<String, PlatformTimeline> timelines = new ConcurrentHashMap<>();
  private long bytes;
  private int size;

  /**
   * @param bytesMax how long all versions together may be, as they come in the topic
   */
  InventoryStore(long bytesMax) {
    super(NAME);
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

  @Override
  void clear() {
    timelines.clear();
    bytes = 0;
    size = 0;
  }

  private void changed(@Nullable PlatformTimeline before, @Nullable PlatformTimeline after) {
    bytes += bytesOf(after) - bytesOf(before);
    size += (after == null ? 0 : after.size()) - (before == null ? 0 : before.size());
    changed();
  }

  private static long bytesOf(@Nullable PlatformTimeline timeline) {
    return timeline == null ? 0 : timeline.bytes();
  }
}
