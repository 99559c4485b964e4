package dev.meshscope.aggregator.store;

import dev.meshscope.runtime.telemetry.StageMetrics;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.schema.TrafficTable;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.time.Duration;
import java.util.List;

/** What the writer counts. Deltas balance: received = sent + dropped + in open blocks. */
final class StoreMetrics {
  private static final AttributeKey<String> TABLE = AttributeKey.stringKey("table");

  private final StageMetrics stage;
  private final LongCounter inserts;
  private final LongCounter rows;
  private final LongCounter expired;
  private final LongCounter found;
  private final LongCounter repairs;
  private final LongCounter deadLetters;

  /** Why deltas were not stored by this process. */
  enum Dropped {
    /** No table can hold their window. */
    WINDOW_OUT_OF_RANGE,
    /**
     * Their partition went to another process before their block was stored; that one stores them.
     */
    HANDED_OVER
  }

  /** What went wrong and was tried again. */
  enum Failure {
    DATABASE,
    KAFKA
  }

  StoreMetrics(Telemetry telemetry) {
    stage = telemetry.stage("store", "deltas").dropping(Dropped.values()).failing(Failure.values());
    inserts = counter(telemetry, "inserts", "Pieces inserted.");
    rows = counter(telemetry, "rows", "Rows inserted.");
    expired = counter(telemetry, "expired_pieces", "Pieces wholly past their retention.");
    found = counter(telemetry, "found_pieces", "Pieces that were stored before a crash.");
    repairs = counter(telemetry, "repairs", "Pieces inserted under a new token.");
    deadLetters = counter(telemetry, "dead_letters", "Records that could not be read.");
    deadLetters.add(0);
    for (TrafficTable table : TrafficTable.values()) {
      Attributes label = Attributes.of(TABLE, table.table());
      List.of(inserts, rows, expired, found, repairs).forEach(counter -> counter.add(0, label));
    }
  }

  void received(long deltas) {
    stage.received(deltas);
  }

  void stored(Block block, Duration time) {
    stage.sent(block.deltas());
    stage.took(time);
  }

  void dropped(Dropped reason, long deltas) {
    if (deltas > 0) {
      stage.dropped(reason, deltas);
    }
  }

  void failed(Failure kind) {
    stage.error(kind);
  }

  void inserted(Block.Piece piece) {
    inserts.add(1, of(piece));
    rows.add(piece.rows().count(), of(piece));
  }

  void expired(Block.Piece piece) {
    expired.add(1, of(piece));
  }

  void found(Block.Piece piece) {
    found.add(1, of(piece));
  }

  void repaired(Block.Piece piece) {
    repairs.add(1, of(piece));
  }

  void deadLetter() {
    deadLetters.add(1);
  }

  private static Attributes of(Block.Piece piece) {
    return Attributes.of(TABLE, piece.table().table());
  }

  private static LongCounter counter(Telemetry telemetry, String name, String description) {
    return telemetry
        .meter()
        .counterBuilder(telemetry.prefix() + "store_" + name)
        .setDescription(description)
        .build();
  }
}
