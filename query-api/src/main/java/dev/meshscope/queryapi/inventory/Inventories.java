package dev.meshscope.queryapi.inventory;

import dev.meshscope.queryapi.inventory.InventoryDocument.Format;
import dev.meshscope.queryapi.inventory.InventoryDocument.Reading;
import dev.meshscope.runtime.telemetry.StageMetrics;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Optional;

/** The inventory of one tenant: what is in force, and how another one comes into force. */
public final class Inventories {
  private final InventoryTopic topic;
  private final InventoryPublisher publisher;
  private final StageMetrics metrics;

  /**
   * @param place where it is kept
   * @param config its limits
   * @param topic what was published
   * @param surroundings what the process lends
   */
  public Inventories(
      Place place, InventoryConfig config, InventoryTopic topic, Surroundings surroundings) {
    this.topic = topic;
    publisher = new InventoryPublisher(place, config, surroundings.clock());
    metrics = surroundings.telemetry().stage("inventory", "documents").dropping(Drop.values());
  }

  /** The inventory in force. */
  public Outcome current() {
    Optional<Versions> versions = topic.versions();
    if (versions.isEmpty()) {
      return new Outcome.Away(topic.trouble());
    }
    return versions
        .get()
        .at(publisher.nowMicros())
        .<Outcome>map(Outcome.InForce::new)
        .orElseGet(Outcome.None::new);
  }

  /** Takes a JSON document; returns when Kafka has acknowledged it. */
  public Outcome give(byte[] json) {
    return give(json, Format.JSON);
  }

  /** Takes a YAML document, which JSON is too; returns when Kafka has acknowledged it. */
  Outcome giveYaml(byte[] yaml) {
    return give(yaml, Format.YAML);
  }

  private Outcome give(byte[] document, Format format) {
    metrics.received(1);
    Outcome outcome =
        switch (InventoryDocument.read(document, format)) {
          case Reading.Good good -> publisher.publish(good.clusters(), topic);
          case Reading.Bad bad -> new Outcome.Invalid(bad.problems(), bad.count());
        };
    switch (outcome) {
      case Outcome.InForce _, Outcome.None _ -> metrics.sent(1);
      case Outcome.Invalid _ -> metrics.dropped(Drop.INVALID, 1);
      case Outcome.Away _ -> metrics.dropped(Drop.AWAY, 1);
      case Outcome.Refused _ -> metrics.dropped(Drop.REFUSED, 1);
    }
    return outcome;
  }

  /** Why a document did not come into force. */
  private enum Drop {
    /** It breaks rules. */
    INVALID,
    /** Kafka was away. */
    AWAY,
    /** Kafka refused it for good. */
    REFUSED
  }

  /**
   * Where an inventory is kept.
   *
   * @param bootstrapServers the Kafka brokers, {@code host:port} with commas between
   * @param tenant whose it is
   */
  public record Place(String bootstrapServers, String tenant) {}

  /**
   * What the process lends.
   *
   * @param clock says since when a version holds
   * @param telemetry counts documents
   */
  public record Surroundings(InstantSource clock, Telemetry telemetry) {}
}
