package dev.meshscope.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics, which we create ourselves. Keys and values are bytes made by the codecs of this
 * package; all timestamps are {@code LogAppendTime}, because event time lives in the payload and
 * retention would eat late data.
 */
public final class Topics {
  /** {@link RequestBatch} by {@link RequestBatchCodec}; no key, the collector chooses. */
  public static final String REQUESTS = "meshscope.requests";

  /** {@link DeltaBatch} by {@link DeltaBatchCodec}; no key, partition by edge key. */
  public static final String EDGE_DELTAS = "meshscope.edge-deltas";

  /** {@link ReporterEvent} by {@link IdentityCodec}; key = node id, UTF-8. */
  public static final String REPORTERS = "meshscope.reporters";

  /** {@link Announcement} by {@link IdentityCodec}; compacted. */
  public static final String IDENTITIES = "meshscope.identities";

  /** {@link Inventory} by {@link InventoryCodec}; compacted. */
  public static final String INVENTORY = "meshscope.inventory";

  /**
   * Alerts and how far their rules are evaluated, JSON that the query-api writes and reads;
   * compacted. Whoever holds a partition in the group of evaluators evaluates the rule groups in
   * it.
   */
  public static final String ALERTS = "meshscope.alerts";

  /** What was told to whom about alerts, JSON that the query-api writes and reads. */
  public static final String NOTIFICATIONS = "meshscope.notifications";

  /** What was configured in the mesh, and when it changed; compacted. */
  public static final String CONFIG_CHANGES = "meshscope.config-changes";

  /** Records that could not be read, as they were, with header {@value #REASON_HEADER}. */
  public static final String DEAD_LETTERS = "meshscope.dead-letters";

  /** Why a record is a dead letter. */
  public static final String REASON_HEADER = "reason";

  private static final Duration RETENTION = Duration.ofDays(7);

  /** As many query-apis can share the evaluation of rules. */
  private static final int ALERT_PARTITIONS = 4;

  /** A whole inventory is one record. */
  private static final int INVENTORY_BYTES_MAX = 8 << 20;

  private Topics() {}

  /**
   * All topics for an installation.
   *
   * @param partitions of the two big topics
   * @param retentionBytes bound of one partition of a big topic on disk
   */
  public static List<Topic> all(Partitions partitions, long retentionBytes) {
    Map<String, String> big = deleting(retentionBytes);
    return List.of(
        new Topic(REQUESTS, partitions.requests(), big),
        new Topic(EDGE_DELTAS, partitions.edgeDeltas(), big),
        new Topic(REPORTERS, 1, deleting(retentionBytes)),
        new Topic(IDENTITIES, 1, compacted()),
        new Topic(INVENTORY, 1, inventory()),
        new Topic(ALERTS, ALERT_PARTITIONS, compacted()),
        new Topic(NOTIFICATIONS, 1, deleting(retentionBytes)),
        new Topic(CONFIG_CHANGES, 1, compacted()),
        new Topic(DEAD_LETTERS, 1, deleting(retentionBytes)));
  }

  /** The names of all topics. */
  public static Set<String> names() {
    return Set.of(
        REQUESTS,
        EDGE_DELTAS,
        REPORTERS,
        IDENTITIES,
        INVENTORY,
        ALERTS,
        NOTIFICATIONS,
        CONFIG_CHANGES,
        DEAD_LETTERS);
  }

  private static Map<String, String> deleting(long retentionBytes) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime",
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(RETENTION.toMillis()),
        TopicConfig.RETENTION_BYTES_CONFIG,
        Long.toString(retentionBytes));
  }

  private static Map<String, String> compacted() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime");
  }

  private static Map<String, String> inventory() {
    Map<String, String> config = new HashMap<>(compacted());
    config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(INVENTORY_BYTES_MAX));
    return config;
  }

  /**
   * A topic to create.
   *
   * @param name its name
   * @param partitions how many; a contract, never changed in place
   * @param config its settings
   */
  public record Topic(String name, int partitions, Map<String, String> config) {
    public Topic {
      config = Map.copyOf(config);
    }
  }

  /**
   * Partitions of the big topics.
   *
   * @param requests 4 in standalone, 12 in Compose
   * @param edgeDeltas 2 in both
   */
  public record Partitions(int requests, int edgeDeltas) {
    public Partitions {
      if (requests < 1 || edgeDeltas < 1) {
        throw new IllegalArgumentException("a topic has at least one partition");
      }
    }
  }
}
