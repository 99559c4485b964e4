package dev.meshscope.collector.normalize;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** One ledger for each protocol, and their sums. Safe for use by all streams at once. */
public final class Ledgers {
  private final Map<ReportSource, Ledger> ledgers = new EnumMap<>(ReportSource.class);

  /** Makes empty ledgers. */
  public Ledgers() {
    for (ReportSource source : ReportSource.values()) {
      ledgers.put(source, new Ledger());
    }
  }

  /** What came in by that protocol. */
  @SuppressWarnings("NullAway") // There is one for each.
  public Ledger of(ReportSource source) {
    return ledgers.get(source);
  }

  /** Entries that became reports. */
  public long accepted() {
    return sum(Ledger::accepted);
  }

  /** Entries, or unreadable messages, that should have been reports. */
  public long rejected() {
    return sum(Ledger::rejected);
  }

  /** Everything: accepted, rejected and skipped. */
  public long received() {
    return sum(Ledger::received);
  }

  private long sum(ToLongFunction<Ledger> count) {
    return ledgers.values().stream().mapToLong(count).sum();
  }
}
