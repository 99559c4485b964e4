package dev.meshscope.aggregator.store;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Where to go on in a partition. It never guesses: where the commit, the log and the tables
 * contradict each other, going on would lose or double rows, so it says what the choice is.
 *
 * @param topic the topic
 * @param partition its partition
 * @param begin the first offset that the log still holds
 * @param end the offset behind the last one
 * @param stored up to which offset the tables hold anything of this log, 0 for nothing
 */
record StartRule(String topic, int partition, long begin, long end, long stored) {

  /**
   * Decides by what the group has committed.
   *
   * @throws StoreStateException with the choice that a person has
   */
  Intent decide(@Nullable OffsetAndMetadata committed) {
    if (committed == null) {
      return withoutCommit();
    }
    Intent intent;
    try {
      intent = Intent.of(committed);
    } catch (IllegalArgumentException e) {
      throw contradiction(
          "has the commit %s, which is none of ours".formatted(committed),
          "go on behind what is stored with " + reset("--to-offset " + stored));
    }
    if (intent.from() < begin) {
      throw contradiction(
          "has a commit at %d, but the log begins at %d: what lies between was deleted before it was stored"
              .formatted(intent.from(), begin),
          "go on without it with " + reset("--to-earliest"));
    }
    if (intent.to() > end) {
      throw contradiction(
          "has a commit up to %d, but the log ends at %d: it lost records that were read"
              .formatted(intent.to(), end),
          "go on behind the end with " + reset("--to-latest"));
    }
    if (intent.from() > begin && stored == 0) {
      throw contradiction(
          "has a commit at %d, but the tables have no row of it".formatted(intent.from()),
          "bring the database back, or store again what the log still holds with "
              + reset("--to-earliest"));
    }
    return intent;
  }

  private Intent withoutCommit() {
    if (stored > 0) {
      throw contradiction(
          "has no commit, but the tables have rows of it up to offset " + stored,
          "go on behind them with %s, or drop the tables to store again what the log still holds"
              .formatted(reset("--to-offset " + stored)));
    }
    return Intent.nothingBehind(begin);
  }

  private StoreStateException contradiction(String what, String choice) {
    return new StoreStateException(
        "Partition %d of %s %s. Your choice: %s".formatted(partition, topic, what, choice));
  }

  private String reset(String to) {
    return "kafka-consumer-groups.sh --group %s --topic %s:%d --reset-offsets %s --execute"
        .formatted(StoreClients.GROUP, topic, partition, to);
  }
}
