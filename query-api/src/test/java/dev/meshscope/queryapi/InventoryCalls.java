package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.model.Topics;
import dev.meshscope.queryapi.RunningApi.Answer;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import dev.meshscope.runtime.config.DataSize;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** What tests of the inventory ask and wait for. */
final class InventoryCalls {
  static final String PATH = "/api/v1/inventory";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private InventoryCalls() {}

  static InventoryConfig usual() {
    return config(Optional.empty(), true);
  }

  static InventoryConfig config(Optional<Path> file, boolean isWritable) {
    return new InventoryConfig(
        file,
        Duration.ofMillis(100),
        isWritable,
        DataSize.ofKibibytes(1),
        DataSize.ofMebibytes(1),
        Duration.ofSeconds(2));
  }

  static String document(String cluster) {
    return "{\"clusters\": [{\"name\": \"" + cluster + "\"}]}";
  }

  static Answer put(RunningApi api, String document) {
    return api.send(api.request(PATH).PUT(BodyPublishers.ofString(document)).build());
  }

  /** The topic may not have been read yet. */
  static Answer awaitGiven(RunningApi api, String document) {
    return await()
        .atMost(PATIENCE)
        .until(() -> put(api, document), answer -> answer.status() == 200);
  }

  static void awaitStatus(RunningApi api, int status) {
    await().atMost(PATIENCE).until(() -> api.get(PATH).status() == status);
  }

  static void awaitCluster(RunningApi api, String name) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(api.get(PATH).json().at("/inventory/clusters/0/name").asString(""))
                .isEqualTo(name));
  }

  /** Every part says how it is, and none of ours keeps the others from being ready. */
  static void awaitHealth(RunningApi api, String part, String detail) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(api.get("/readyz?verbose").text().lines())
                .anySatisfy(
                    line -> assertThat(line).startsWith("[+] " + part + ": ").contains(detail)));
  }

  static void createTopic(String bootstrapServers) throws Exception {
    List<NewTopic> topics =
        Topics.all(new Topics.Partitions(1, 1), 1 << 30).stream()
            .filter(topic -> topic.name().equals(Topics.INVENTORY))
            .map(topic ->
                new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
    }
  }
}
