package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Everything that the mesh announced, by tenant and address; {@link UpdateIdentities} fills it. */
final class IdentityStore extends MemoryStore {
  static final String NAME = "identities";

  private final int announcementsMax;
  private final Map<Address, Timeline> timelines = new ConcurrentHashMap<>();
  private int size;

  /**
   * @param announcementsMax how many are kept, at least 1
   */
  IdentityStore(int announcementsMax) {
    super(NAME);
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

  @Override
  void clear() {
    timelines.clear();
    size = 0;
  }

  private void changed(int grown) {
    size += grown;
    changed();
  }

  private record Address(String tenant, String address) {
    static Address of(Announcement.Key key) {
      return new Address(key.tenant(), key.address());
    }
  }
}
