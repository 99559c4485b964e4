package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What the client is told of the records of one message. Not taken are those that cannot be used,
 * and log records that no proxy wrote: whoever sends those here wants to know. Traces mix the spans
 * of applications and proxies; leaving out the former is no news.
 */
final class Tally {
  private final Signal signal;
  private final Map<String, Long> reasons = new TreeMap<>();
  private long rejected;

  Tally(Signal signal) {
    this.signal = signal;
  }

  /** Counts a record. */
  void count(Normalized fate) {
    switch (fate) {
      case Accepted _ -> {}
      case Rejected reason -> reject(reason);
      case Skipped kind -> {
        if (kind == Skipped.FOREIGN && signal == Signal.LOGS) {
          reject(kind);
        }
      }
    }
  }

  /** The answer, once all records are counted. */
  Answer.Taken answer() {
    if (rejected == 0) {
      return new Answer.Taken(0, "");
    }
    StringJoiner message = new StringJoiner(", ", signal.noun() + " that were not taken: ", "");
    reasons.forEach((reason, count) -> message.add(count + " " + reason));
    return new Answer.Taken(rejected, message.toString());
  }

  private void reject(Enum<?> reason) {
    rejected++;
    String word = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    reasons.merge(word, 1L, Long::sum);
  }
}
