package dev.meshscope.aggregator.aggregate;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/** Gives every store the shared {@link RocksMemory}; made by Streams, hence public. */
public final class BoundedRocksMemory implements RocksDBConfigSetter {
  static final String MEMORY = "meshscope.rocks.memory";

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    if (configs.get(MEMORY) instanceof RocksMemory memory) {
      memory.bound(options);
    }
  }

  @Override
  public void close(String storeName, Options options) {
    // The memory is shared; whoever made it closes it.
  }
}
