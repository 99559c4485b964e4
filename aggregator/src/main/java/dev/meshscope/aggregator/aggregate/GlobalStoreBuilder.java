package dev.meshscope.aggregator.aggregate;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes global stores in memory; there is no changelog, because their topic is one.
 *
 * @param name of the store
 * @param store makes one
 */
record GlobalStoreBuilder<S extends StateStore>(String name, Supplier<S> store)
    implements StoreBuilder<S> {
  @Override
  public S build() {
    return store.get();
  }

  @Override
  public boolean loggingEnabled() {
    return false;
  }

  @Override
  public Map<String, String> logConfig() {
    return Map.of();
  }

  @Override
  public StoreBuilder<S> withLoggingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<S> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<S> withLoggingEnabled(Map<String, String> config) {
    throw new UnsupportedOperationException("a global store has no changelog of its own");
  }

  @Override
  public StoreBuilder<S> withCachingEnabled() {
    throw new UnsupportedOperationException("it is all in memory");
  }
}
