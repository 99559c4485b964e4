package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import dev.meshscope.queryapi.kafka.TopicFollower;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Topic {@code notifications}: what was told to whom, by every query-api, and what could not be.
 * While Kafka is away it knows what it read and what was told here, and writes that later.
 */
public final class DeliveryLog implements Part {
  private final Place place;
  private final Deliveries deliveries;
  private final DeliveryWriter writer;
  private final TopicFollower<Deliveries.Reading> follower;
  private volatile boolean isRead;

  /**
   * Where it is kept.
   *
   * @param bootstrapServers the Kafka brokers, {@code host:port} with commas between
   * @param tenant whose alerts; records of others are passed over
   */
  public record Place(String bootstrapServers, String tenant) {}

  /**
   * @param place where it is kept
   * @param config how much is remembered
   * @param telemetry counts what is written
   */
  public DeliveryLog(Place place, NotifyConfig config, Telemetry telemetry) {
    this.place = place;
    deliveries = new Deliveries(config.logMax(), config.groupsOfAllMax());
    writer = new DeliveryWriter(place.bootstrapServers(), telemetry);
    follower = new TopicFollower<>(place.bootstrapServers(), Topics.NOTIFICATIONS, new Taker());
  }

  /** Whether what was told before is known: since the topic was read through once. */
  public boolean isRead() {
    return isRead;
  }

  /** The latest deliveries of all query-apis, the newest first. */
  public List<Delivery> recent() {
    return deliveries.recent();
  }

  @Override
  public String name() {
    return "notification-log";
  }

  @Override
  public void start() {
    writer.start();
    follower.start();
  }

  /** Ready while Kafka is away: nothing else needs this topic. */
  @Override
  public Health check() {
    return writer.hasDied()
        ? Health.dead("notifications are not written any more; see the log for why")
        : follower.check();
  }

  @Override
  public void close() {
    writer.close();
    follower.close();
  }

  /** The same for the dispatcher: what it takes is written as soon as Kafka takes it. */
  ToldLog told() {
    return new ToldLog() {
      @Override
      public String tenant() {
        return place.tenant();
      }

      @Override
      public boolean isRead() {
        return isRead;
      }

      @Override
      public Told told(Delivery.Key key) {
        return deliveries.told(key);
      }

      @Override
      public void take(Delivery delivery) {
        deliveries.take(delivery);
        writer.write(delivery);
      }
    };
  }

  private final class Taker implements TopicFollower.Taker<Deliveries.Reading> {
    @Override
    public Deliveries.Reading begin() {
      return deliveries.begin();
    }

    @Override
    public String take(Deliveries.Reading into, ConsumerRecord<byte[], byte[]> record)
        throws WireFormatException {
      Delivery delivery = DeliveryCodec.decode(record.value());
      if (delivery.key().tenant().equals(place.tenant())) {
        deliveries.read(into, delivery);
      }
      return "";
    }

    @Override
    public void become(Deliveries.Reading reading, Map<Integer, Long> positions) {
      deliveries.become(reading);
      isRead = true;
    }
  }
}
