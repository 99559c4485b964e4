package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Inventory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The versions of one tenant's inventory in the topic. Immutable. */
final class Versions {
  static final Versions NONE = new Versions(new TreeMap<>());

  /** Reports are taken up to 48 h late, and a day more is on the safe side. */
  private static final long KEPT_MICROS = Duration.ofDays(3).toNanos() / 1_000;

  private final NavigableMap<Long, Version> bySince;

  private Versions(NavigableMap<Long, Version> bySince) {
    this.bySince = bySince;
  }

  /** With a version more, which replaces the one that began at the same time. */
  Versions with(Inventory inventory, int bytes) {
    NavigableMap<Long, Version> more = new TreeMap<>(bySince);
    more.put(inventory.key().sinceMicros(), new Version(inventory, bytes));
    return new Versions(more);
  }

  /** Without the version that began then. */
  Versions without(long sinceMicros) {
    NavigableMap<Long, Version> less = new TreeMap<>(bySince);
    less.remove(sinceMicros);
    return new Versions(less);
  }

  /** The version in force at that time; the first one also before it began. */
  Optional<Inventory> at(long micros) {
    Map.Entry<Long, Version> entry = bySince.floorEntry(micros);
    if (entry == null) {
      entry = bySince.firstEntry();
    }
    return Optional.ofNullable(entry).map(one -> one.getValue().inventory());
  }

  /** Whether one begins after that time, because somebody's clock is ahead. */
  boolean hasAfter(long micros) {
    return bySince.higherKey(micros) != null;
  }

  /**
   * What is to be taken back once a version begins at that time: all after it, what was replaced so
   * long ago that no report can need it, and of the rest the oldest beyond {@code bytesMax}.
   */
  List<Inventory.Key> obsolete(long newestMicros, long bytesMax) {
    List<Inventory.Key> obsolete = new ArrayList<>();
    long bytes = 0;
    long replacedMicros = Long.MAX_VALUE;
    for (Version version : bySince.descendingMap().values()) {
      long since = version.inventory().key().sinceMicros();
      if (since > newestMicros) {
        obsolete.add(version.inventory().key());
        continue;
      }
      boolean isOver = replacedMicros < newestMicros - KEPT_MICROS;
      bytes += version.bytes();
      if (isOver || (replacedMicros != Long.MAX_VALUE && bytes > bytesMax)) {
        obsolete.add(version.inventory().key());
      }
      replacedMicros = since;
    }
    return obsolete;
  }

  int size() {
    return bySince.size();
  }

  private record Version(Inventory inventory, int bytes) {}
}
