package dev.meshscope.aggregator.aggregate;

import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes {@link IdentityStore}s; there is no changelog, because the topic is one. */
record IdentityStoreBuilder(int announcementsMax) implements StoreBuilder<IdentityStore> {
  @Override
  public IdentityStore build() {
    return new IdentityStore(announcementsMax);
  }

  @Override
  public String name() {
    return IdentityStore.NAME;
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
  public StoreBuilder<IdentityStore> withLoggingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<IdentityStore> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<IdentityStore> withLoggingEnabled(Map<String, String> config) {
    throw new UnsupportedOperationException("a global store has no changelog of its own");
  }

  @Override
  public StoreBuilder<IdentityStore> withCachingEnabled() {
    throw new UnsupportedOperationException("it is all in memory");
  }
}
