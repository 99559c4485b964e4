package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the mesh announced, by tenant and address, in memory. Not persistent: Streams
 * then reads the whole topic through {@link UpdateIdentities} at every start, before the first
 * batch, so the index is complete after any restart.
 *
 * <p>The global thread writes, stream threads read.
 */
final class IdentityStore implements StateStore {
  static final String NAME = "identities";

  private final int announcementsMax;
  private final Map<Address, Timeline> timelines = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private int size;
  private volatile boolean isOpen;

  /**
   * @param announcementsMax how many are kept, at least 1
   */
  IdentityStore(int announcementsMax) {
    this.announcementsMax = announcementsMax;
  }

  /** Adds an announcement; false when there is no room for it. */
  boolean put(Announcement announcement) {
    Address address = Address.of(announcement.key());
    Timeline before = timelines.get(address);
    Timeline after = before == null ? Timeline.of(announcement) : before.with(announcement);
    int grown = after.size() - (before == null ? 0 : before.size());
    if (grown > 0 && size >= announcementsMax) {
      return false;
    }
    timelines.put(address, after);
    changed(grown);
    return true;
  }

  /** Takes an announcement back. */
  void remove(Announcement.Key key) {
    Address address = Address.of(key);
    Timeline before = timelines.get(address);
    if (before == null) {
      return;
    }
    Timeline after = before.without(key);
    if (after == null) {
      timelines.remove(address);
      changed(-before.size());
    } else {
      timelines.put(address, after);
      changed(after.size() - before.size());
    }
  }

  /** Who had the address when; null when nobody announced it. */
  @Nullable Timeline timeline(String tenant, String address) {
    return timelines.get(new Address(tenant, address));
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

  private void changed(int grown) {
    size += grown;
    version.incrementAndGet();
  }

  private record Address(String tenant, String address) {
    static Address of(Announcement.Key key) {
      return new Address(key.tenant(), key.address());
    }
  }
}
