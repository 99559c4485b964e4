package dev.meshscope.queryapi.query;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectTables;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Asks again and again whether the storage answers, and owns the reader that everybody shares. */
public final class StorageWatch implements Part {
  private static final Logger log = LoggerFactory.getLogger(StorageWatch.class);

  private final ClickHouseReader reader;
  private final Duration interval;
  private volatile Health health = Health.notReady("not asked yet");
  private @Nullable Thread thread;

  /**
   * @param reader closed with this part
   * @param interval between two questions
   */
  public StorageWatch(ClickHouseReader reader, Duration interval) {
    this.reader = reader;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "storage";
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("storage-watch").start(this::watch);
  }

  @Override
  public Health check() {
    return health;
  }

  @Override
  public void close() {
    Thread started = thread;
    if (started != null) {
      started.interrupt();
    }
    reader.close();
  }

  private void watch() {
    try {
      while (true) {
        ask();
        Thread.sleep(interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    try {
      boolean hasTables = reader.read(new SelectTables());
      // Without tables is everybody's first start, and over when the aggregator is up.
      become(
          hasTables
              ? Health.ready("answers")
              : Health.notReady("has no tables yet: the migrations have not run"),
          Level.INFO);
    } catch (ReadException e) {
      // Busy with questions is no illness; it says nothing new.
      if (e.kind() != ReadException.Kind.BUSY) {
        become(Health.notReady("does not answer: " + e.kind()), Level.WARN);
      }
    }
  }

  /** Each change is told once, and what was found first. */
  private void become(Health now, Level level) {
    if (!now.equals(health)) {
      log.atLevel(level).addKeyValue("storage", now.detail()).log("storage changed");
    }
    health = now;
  }
}
