package dev.meshscope.runtime.config;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/** The records that were asked for, filled, and what is in force with its origin. */
public final class LoadedConfig {
  private final Map<Class<?>, Record> records;
  private final List<Setting> settings;

  LoadedConfig(Map<Class<?>, Record> records, List<Setting> settings) {
    this.records = Map.copyOf(records);
    this.settings = List.copyOf(settings);
  }

  /** The record of a type that was loaded. */
  public <C extends Record> C get(Class<C> type) {
    Record found = records.get(type);
    if (found == null) {
      throw new IllegalStateException(type.getName() + " was not loaded");
    }
    return type.cast(found);
  }

  /** Every effective value, ordered by key; secrets as stars. */
  public List<Setting> settings() {
    return settings;
  }

  /** Logs the effective configuration as one line of key-values. */
  public void logTo(Logger log) {
    var event = log.atInfo();
    for (Setting setting : settings) {
      event = event.addKeyValue(setting.key(), setting.value());
    }
    event.log("effective configuration");
  }
}
