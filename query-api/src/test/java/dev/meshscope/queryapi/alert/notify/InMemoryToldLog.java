package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers like the real one, without Kafka. */
final class InMemoryToldLog implements ToldLog {
  private final Deliveries deliveries = new Deliveries(1_000, 1_000);
  private final List<Delivery> taken = new CopyOnWriteArrayList<>();

  @Override
  public String tenant() {
    return "default";
  }

  @Override
  public boolean isRead() {
    return true;
  }

  @Override
  public Told told(Delivery.Key key) {
    return deliveries.told(key);
  }

  @Override
  public void take(Delivery delivery) {
    deliveries.take(delivery);
    taken.add(delivery);
  }

  /** As they were taken, the newest first. */
  List<Delivery> recent() {
    return List.copyOf(taken).reversed();
  }
}
