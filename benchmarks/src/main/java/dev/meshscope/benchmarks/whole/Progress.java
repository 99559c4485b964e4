package dev.meshscope.benchmarks.whole;

import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.CollectorProgress;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.ReadLimits;
import dev.meshscope.storage.read.SelectProgress;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Until when the tables hold everything, by the statement that the query-api asks, too: a whole
 * answer several times a second would cost more than what is measured.
 */
final class Progress implements AutoCloseable {
  private static final SelectProgress SELECT = new SelectProgress("default");

  private final ClickHouseReader reader;

  Progress(ClickHouseConfig config) {
    reader = new ClickHouseReader(config, ReadLimits.defaults());
  }

  /** Everything received before it is in answers from now on; empty before the first report. */
  Optional<Instant> freshThrough() throws ReadException {
    return reader.read(SELECT).stream()
        .map(CollectorProgress::sentThrough)
        .min(Comparator.naturalOrder());
  }

  @Override
  public void close() {
    reader.close();
  }
}
