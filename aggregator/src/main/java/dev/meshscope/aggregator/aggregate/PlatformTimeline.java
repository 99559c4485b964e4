package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Inventory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions of one tenant's inventory. Immutable; never empty. */
final class PlatformTimeline {
  private final List<Version> versions;
  private final long[] since;

  private PlatformTimeline(List<Version> versions) {
    this.versions = versions;
    since = versions.stream().mapToLong(Version::sinceMicros).toArray();
  }

  /** One version alone. */
  static PlatformTimeline of(Version version) {
    return new PlatformTimeline(List.of(version));
  }

  /** With one version more; it replaces the one that began at the same time. */
  PlatformTimeline with(Version version) {
    return new PlatformTimeline(
        Stream.concat(others(version.sinceMicros()), Stream.of(version))
            .sorted(Comparator.comparingLong(Version::sinceMicros))
            .toList());
  }

  /** Without the version that began then; null when none is left. */
  @Nullable PlatformTimeline without(long sinceMicros) {
    List<Version> left = others(sinceMicros).toList();
    return left.isEmpty() ? null : new PlatformTimeline(left);
  }

  /** The version in force at that time; the first one also before it began. */
  Platform at(long micros) {
    return versions.get(index(micros)).platform();
  }

  /** Whether the same version is in force from the one time through the other. */
  boolean isSteady(long fromMicros, long throughMicros) {
    return index(fromMicros) == index(throughMicros);
  }

  int size() {
    return versions.size();
  }

  /** Of all versions together, as they came. */
  long bytes() {
    return versions.stream().mapToLong(Version::bytes).sum();
  }

  private int index(long micros) {
    int found = Arrays.binarySearch(since, micros);
    return found < 0 ? Math.max(0, -found - 2) : found;
  }

  private Stream<Version> others(long sinceMicros) {
    return versions.stream().filter(version -> version.sinceMicros() != sinceMicros);
  }

  /**
   * One version.
   *
   * @param sinceMicros from when on it holds
   * @param bytes its length as it came
   * @param platform what it says
   */
  record Version(long sinceMicros, int bytes, Platform platform) {
    static Version of(Inventory inventory, int bytes) {
      return new Version(inventory.key().sinceMicros(), bytes, new Platform(inventory));
    }
  }
}
