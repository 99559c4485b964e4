package dev.meshscope.queryapi.alert.evaluate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One record of topic {@code alerts}. */
sealed interface AlertRecord {
  /**
   * Where an alert stands.
   *
   * @param tracked null when it is gone
   */
  record State(String group, String fingerprint, @Nullable Tracked tracked)
      implements AlertRecord {}

  /**
   * How far a group is evaluated.
   *
   * @param evaluatedAt the last tick; null when the group is gone
   * @param unstoredFrom the first tick that was evaluated before its data was stored, and must be
   *     looked at again when it is; null where there is none
   */
  record Progress(String group, @Nullable Instant evaluatedAt, @Nullable Instant unstoredFrom)
      implements AlertRecord {
    Progress(String group, @Nullable Instant evaluatedAt) {
      this(group, evaluatedAt, null);
    }
  }

  /** Somebody began to lead a partition; who has read it knows everything from before. */
  record Lead(int partition) implements AlertRecord {}
}
