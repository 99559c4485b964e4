package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who had one address when. Immutable; never empty. */
final class Timeline {
  private static final Comparator<Announcement> BY_SINCE =
      Comparator.<Announcement>comparingLong(announcement -> announcement.key().sinceMicros())
          .thenComparing(announcement -> announcement.key().nodeId());
  private static final int BEFORE_ALL = -1;

  private final List<Announcement> announcements;
  private final long[] since;
  private final boolean isOfOneNode;

  private Timeline(List<Announcement> announcements) {
    this.announcements = announcements;
    since = announcements.stream().mapToLong(one -> one.key().sinceMicros()).toArray();
    isOfOneNode = announcements.stream().map(one -> one.key().nodeId()).distinct().count() == 1;
  }

  static Timeline of(Announcement announcement) {
    return new Timeline(List.of(announcement));
  }

  /** With one announcement more; it replaces the one of the same key. */
  Timeline with(Announcement announcement) {
    Stream<Announcement> others = others(announcement.key());
    return new Timeline(Stream.concat(others, Stream.of(announcement)).sorted(BY_SINCE).toList());
  }

  /** Without the announcement of that key; null when none is left. */
  @Nullable Timeline without(Announcement.Key key) {
    List<Announcement> left = others(key).toList();
    return left.isEmpty() ? null : new Timeline(left);
  }

  /**
   * Whoever had the address then: the announcement with the greatest {@code since} not after it,
   * and before all of them the first one, if no other node ever had the address.
   */
  @Nullable Announcement at(long micros) {
    int index = index(micros);
    return index == BEFORE_ALL ? null : announcements.get(index);
  }

  /** Whether the same announcement holds from the one time through the other. */
  boolean isSteady(long fromMicros, long throughMicros) {
    return index(fromMicros) == index(throughMicros);
  }

  int size() {
    return announcements.size();
  }

  private int index(long micros) {
    int found = Arrays.binarySearch(since, micros);
    int last = found < 0 ? -found - 2 : found;
    while (last + 1 < since.length && since[last + 1] == micros) {
      last++; // of several at once the last node counts
    }
    return last < 0 && isOfOneNode ? 0 : last;
  }

  private Stream<Announcement> others(Announcement.Key key) {
    return announcements.stream().filter(one -> !one.key().equals(key));
  }
}
