package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.RequestBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Which batches of one origin have been seen. Normally one range; a batch that arrives after
 * younger ones leaves a hole until then, and a batch that never arrives leaves one for good.
 *
 * @param ranges disjoint, rising, never adjacent
 * @param received the most entries that a seen batch said its collector had received
 * @param rejected the most that one said it had rejected
 * @param lastMillis when the last batch was seen, milliseconds since the epoch
 */
record SeenSequences(List<Range> ranges, long received, long rejected, long lastMillis) {
  static final SeenSequences NONE = new SeenSequences(List.of(), 0, 0, 0);

  SeenSequences {
    ranges = List.copyOf(ranges);
  }

  boolean contains(long sequence) {
    return ranges.stream().anyMatch(range -> range.first <= sequence && sequence <= range.last);
  }

  /** With one batch more that was not contained. */
  SeenSequences plus(RequestBatch.Header header, long nowMillis) {
    Range added = new Range(header.sequence(), header.sequence(), header.sentThroughMicros());
    List<Range> all = new ArrayList<>(ranges.size() + 1);
    for (Range range : ranges) {
      if (range.touches(added)) {
        added = added.join(range);
      } else if (range.last < added.first) {
        all.add(range);
      }
    }
    all.add(added);
    for (Range range : ranges) {
      if (range.first > added.last) {
        all.add(range);
      }
    }
    return new SeenSequences(
        all,
        Math.max(received, header.received()),
        Math.max(rejected, header.rejected()),
        nowMillis);
  }

  /** How many sequences are missing in the oldest hole between two ranges. */
  long oldestHole() {
    return ranges.size() < 2 ? 0 : ranges.get(1).first - ranges.getFirst().last - 1;
  }

  /** As if the batches of the oldest hole between two ranges had been seen. */
  SeenSequences withoutOldestHole() {
    List<Range> joined = new ArrayList<>(ranges);
    joined.set(1, ranges.getFirst().join(ranges.get(1)));
    return new SeenSequences(joined.subList(1, joined.size()), received, rejected, lastMillis);
  }

  /**
   * What may be claimed, microseconds since the epoch: every report that the collector received
   * before it for this partition has been seen. A hole holds it back; 0 while the first batch is
   * missing.
   */
  long sentThroughMicros() {
    return ranges.isEmpty() || ranges.getFirst().first > 0
        ? 0
        : ranges.getFirst().sentThroughMicros;
  }

  /** How many gaps there are below the last sequence. */
  int holes() {
    int between = Math.max(0, ranges.size() - 1);
    return !ranges.isEmpty() && ranges.getFirst().first > 0 ? between + 1 : between;
  }

  /**
   * Sequences without a gap.
   *
   * @param first the first of them
   * @param last the last of them
   * @param sentThroughMicros the most that a batch among them claims
   */
  record Range(long first, long last, long sentThroughMicros) {
    private boolean touches(Range other) {
      return first <= other.last + 1 && other.first <= last + 1;
    }

    private Range join(Range other) {
      return new Range(
          Math.min(first, other.first),
          Math.max(last, other.last),
          Math.max(sentThroughMicros, other.sentThroughMicros));
    }
  }
}
