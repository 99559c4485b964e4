package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Inventory;
import dev.meshscope.model.InventoryCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.kafka.TopicFollower;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows topic {@code inventory}, so that everybody here knows what is in force. Kafka may be away
 * as long as it likes: then this part says so and is ready all the same, because no question about
 * traffic needs it.
 */
public final class InventoryTopic implements Part {
  private final Inventories.Place place;
  private final TopicFollower<AtomicReference<Versions>> follower;
  private volatile @Nullable AtomicReference<Versions> versions;

  /**
   * @param place where the topic is and whose inventory is looked for; others are passed over
   */
  public InventoryTopic(Inventories.Place place) {
    this.place = place;
    follower = new TopicFollower<>(place.bootstrapServers(), Topics.INVENTORY, new Taker());
  }

  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public void start() {
    follower.start();
  }

  @Override
  public Health check() {
    return follower.check();
  }

  @Override
  public void close() {
    follower.close();
  }

  /** The versions, once the topic was read through; empty until then. */
  Optional<Versions> versions() {
    return Optional.ofNullable(versions).map(AtomicReference::get);
  }

  /** Why the topic was not read, or cannot be written; empty when all is well. */
  String trouble() {
    return follower.trouble();
  }

  /** Takes a version that was acknowledged, before it comes back. */
  void take(Inventory inventory, int bytes) {
    change(before -> before.with(inventory, bytes));
  }

  /** Forgets a version that was taken back. */
  void forget(Inventory.Key key) {
    change(before -> before.without(key.sinceMicros()));
  }

  private void change(UnaryOperator<Versions> change) {
    AtomicReference<Versions> read = versions;
    if (read != null) {
      read.updateAndGet(change);
    }
  }

  private final class Taker implements TopicFollower.Taker<AtomicReference<Versions>> {
    @Override
    public AtomicReference<Versions> begin() {
      return new AtomicReference<>(Versions.NONE);
    }

    @Override
    public String take(AtomicReference<Versions> into, ConsumerRecord<byte[], byte[]> record)
        throws WireFormatException {
      Inventory.Key key = InventoryCodec.decodeKey(record.key());
      byte[] value = record.value();
      if (!key.tenant().equals(place.tenant())) {
        return "";
      }
      if (value == null) {
        into.updateAndGet(before -> before.without(key.sinceMicros()));
        return "";
      }
      Inventory inventory = InventoryCodec.decodeValue(key, value);
      into.updateAndGet(before -> before.with(inventory, value.length));
      return "";
    }

    @Override
    public void become(AtomicReference<Versions> read, Map<Integer, Long> positions) {
      versions = read;
    }
  }
}
