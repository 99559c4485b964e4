package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.InventoryCalls.PATH;
import static dev.meshscope.queryapi.InventoryCalls.PATIENCE;
import static dev.meshscope.queryapi.InventoryCalls.awaitCluster;
import static dev.meshscope.queryapi.InventoryCalls.awaitGiven;
import static dev.meshscope.queryapi.InventoryCalls.awaitHealth;
import static dev.meshscope.queryapi.InventoryCalls.awaitStatus;
import static dev.meshscope.queryapi.InventoryCalls.config;
import static dev.meshscope.queryapi.InventoryCalls.document;
import static dev.meshscope.queryapi.InventoryCalls.put;
import static dev.meshscope.queryapi.InventoryCalls.usual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Topics;
import dev.meshscope.queryapi.RunningApi.Answer;
import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import dev.meshscope.runtime.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inventory while Kafka is away or has no topics; nothing else suffers from it. */
@Tag("broker")
final class InventoryWithoutKafkaIT {
  @TempDir private Path directory;
  private EmbeddedKafka kafka;

  @BeforeEach
  void startBroker() throws Exception {
    kafka = broker(0);
    kafka.start();
    InventoryCalls.createTopic(kafka.bootstrapServers());
  }

  @AfterEach
  void stopBroker() {
    kafka.close();
  }

  @Test
  void withoutKafkaItIsToldToTryLater() throws Exception {
    Path file = directory.resolve("inventory.yaml");
    Files.writeString(file, "clusters: [{name: patient}]");
    int port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);
    kafka.close();
    try (RunningApi api = api(config(Optional.of(file), true))) {
      for (Answer answer : List.of(api.get(PATH), put(api, document("one")))) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.json().get("type").asString()).isEqualTo("/problems/kafka-away");
      }
      awaitHealth(api, "inventory", "does not answer");
      awaitHealth(api, "inventory-file", "waits");

      kafka = broker(port);
      kafka.start();
      awaitCluster(api, "patient");
    }
  }

  @Test
  void whatWasReadIsToldWhileKafkaIsAway() throws Exception {
    try (RunningApi api = api(usual())) {
      awaitGiven(api, document("one"));
      kafka.close();

      awaitCluster(api, "one");
      assertThat(put(api, document("two")).status()).isEqualTo(503);
      assertThat(put(api, document("one")).status()).isEqualTo(200);
    }
  }

  @Test
  void withoutTopicsThereIsNoneAndNoneCanBeGiven() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.deleteTopics(List.of(Topics.INVENTORY)).all().get(30, TimeUnit.SECONDS);
      await()
          .atMost(PATIENCE)
          .until(() -> !admin.listTopics().names().get().contains(Topics.INVENTORY));
    }
    try (RunningApi api = api(usual())) {
      awaitStatus(api, 404);
      assertThat(put(api, document("one")).status()).isEqualTo(503);

      InventoryCalls.createTopic(kafka.bootstrapServers());
      awaitGiven(api, document("one"));
    }
  }

  private RunningApi api(InventoryConfig config) throws StartException, InterruptedException {
    Inventories.Place place = new Inventories.Place(kafka.bootstrapServers(), "t");
    return new RunningApi(RunningApi.config(place, config), InstantSource.system());
  }

  private EmbeddedKafka broker(int port) {
    return new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), port));
  }
}
