package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.InventoryCalls.PATH;
import static dev.meshscope.queryapi.InventoryCalls.awaitCluster;
import static dev.meshscope.queryapi.InventoryCalls.awaitGiven;
import static dev.meshscope.queryapi.InventoryCalls.awaitHealth;
import static dev.meshscope.queryapi.InventoryCalls.awaitStatus;
import static dev.meshscope.queryapi.InventoryCalls.config;
import static dev.meshscope.queryapi.InventoryCalls.document;
import static dev.meshscope.queryapi.InventoryCalls.put;
import static dev.meshscope.queryapi.InventoryCalls.usual;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.queryapi.RunningApi.Answer;
import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import dev.meshscope.runtime.StartException;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The inventory over REST and from a file, kept in a real broker; there is no database at all. */
@Tag("broker")
final class InventoryIT {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00.000001Z");

  private static EmbeddedKafka kafka;

  @TempDir private Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private String tenant;

  @BeforeAll
  static void startBroker(@TempDir Path shared) throws Exception {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(shared, 0));
    kafka.start();
    InventoryCalls.createTopic(kafka.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  /** Every test is somebody else. */
  @BeforeEach
  void become(TestInfo test) {
    tenant = test.getDisplayName();
  }

  @Test
  void thereIsNoneUntilOneIsGiven() throws Exception {
    try (RunningApi api = api(usual())) {
      awaitStatus(api, 404);

      JsonNode problem = api.get(PATH).json();

      assertThat(problem.get("type").asString()).isEqualTo("/problems/no-inventory");
      assertThat(api.get("/problems/no-inventory").status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsGivenIsInForceAndOutlivesARestart() throws Exception {
    Answer given;
    try (RunningApi api = api(usual())) {
      given = awaitGiven(api, document("one"));
      assertThat(given.json().get("since").asString()).isEqualTo(START.toString());
      assertThat(given.json().at("/inventory/clusters/0/name").asString()).isEqualTo("one");
      assertThat(api.get(PATH).json()).isEqualTo(given.json());
    }

    now.set(START.plusSeconds(60));
    try (RunningApi api = api(usual())) {
      awaitStatus(api, 200);
      assertThat(api.get(PATH).json()).isEqualTo(given.json());
    }
  }

  @Test
  void theSameAgainChangesNothing() throws Exception {
    try (RunningApi api = api(usual())) {
      Answer given = awaitGiven(api, document("one"));
      now.set(START.plusSeconds(60));

      Answer again = put(api, given.json().get("inventory").toString());

      assertThat(again.status()).isEqualTo(200);
      assertThat(again.json()).isEqualTo(given.json());
      assertThat(put(api, document("two")).json().get("since").asString())
          .isEqualTo(START.plusSeconds(60).toString());
    }
  }

  @Test
  void othersHearOfIt() throws Exception {
    try (RunningApi first = api(usual());
        RunningApi second = api(usual())) {
      awaitStatus(second, 404);
      awaitGiven(first, document("one"));

      awaitCluster(second, "one");
    }
  }

  @Test
  void versionsThatNoReportNeedsAreTakenBack() throws Exception {
    try (RunningApi api = api(usual())) {
      awaitGiven(api, document("one"));
      now.set(START.plus(Duration.ofHours(1)));
      put(api, document("two"));
      now.set(START.plus(Duration.ofHours(74)));
      put(api, document("three"));
    }

    now.set(START);
    try (RunningApi early = api(usual())) {
      // Without the first version the second one holds for all earlier time.
      awaitCluster(early, "two");
    }
  }

  @Test
  void whatAnotherClockPutAheadIsReplaced() throws Exception {
    now.set(START.plus(Duration.ofHours(1)));
    try (RunningApi ahead = api(usual())) {
      awaitGiven(ahead, document("ahead"));
    }
    now.set(START);
    try (RunningApi api = api(usual())) {
      awaitStatus(api, 200);

      put(api, document("now"));
      now.set(START.plus(Duration.ofHours(2)));

      awaitCluster(api, "now");
    }
  }

  @Test
  void aDocumentThatBreaksRulesChangesNothing() throws Exception {
    try (RunningApi api = api(usual())) {
      awaitGiven(api, document("one"));

      Answer refused =
          put(
              api,
              """
              {"clusters": [{"name": "two", "podCidrs": ["10.0.0.0/33"], "nodePort": 7}]}
              """);

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().get("type").asString()).isEqualTo("/problems/invalid-inventory");
      List<String> paths =
          refused
              .json()
              .get("errors")
              .valueStream()
              .map(error -> error.get("path").asString())
              .toList();
      assertThat(paths)
          .containsExactlyInAnyOrder("clusters[0].nodePort", "clusters[0].podCidrs[0]");
      assertThat(put(api, "").status()).isEqualTo(400);
      assertThat(put(api, "{\"clusters\": [" + "7,".repeat(99) + "7]}").json().get("detail"))
          .isNotNull();
      awaitCluster(api, "one");
    }
  }

  @Test
  void aDocumentThatIsTooLongIsRefused() throws Exception {
    InventoryConfig small = config(Optional.empty(), true);
    try (RunningApi api = api(small)) {
      awaitStatus(api, 404);
      byte[] document = document("x".repeat(2_000)).getBytes(UTF_8);

      Answer told = api.send(api.request(PATH).PUT(BodyPublishers.ofByteArray(document)).build());
      Answer untold =
          api.send(
              api.request(PATH)
                  .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(document)))
                  .build());

      assertThat(told.status()).isEqualTo(413);
      assertThat(untold.status()).isEqualTo(413);
      assertThat(untold.json().get("type").asString()).isEqualTo("/problems/body-too-large");
    }
  }

  @Test
  void methodsAndParametersThatItDoesNotKnowAreRefused() throws Exception {
    try (RunningApi api = api(usual())) {
      Answer deleted = api.send(api.request(PATH).DELETE().build());

      assertThat(deleted.status()).isEqualTo(405);
      assertThat(deleted.header("Allow")).isEqualTo("GET, HEAD, PUT");
      Answer asked = api.get(PATH + "?cluster=one");
      assertThat(asked.status()).isEqualTo(400);
      assertThat(asked.text()).contains("it has none");
      Answer given =
          api.send(api.request(PATH + "?dry=1").PUT(BodyPublishers.ofString("{}")).build());
      assertThat(given.json().get("type").asString()).isEqualTo("/problems/invalid-parameter");
    }
  }

  @Test
  void whereItIsNotWritableOnlyTheFileCounts() throws Exception {
    Path file = directory.resolve("inventory.yaml");
    Files.writeString(file, "clusters: [{name: from-file}]");
    try (RunningApi api = api(config(Optional.of(file), false))) {
      awaitCluster(api, "from-file");

      Answer refused = put(api, document("one"));

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.json().get("type").asString()).isEqualTo("/problems/read-only");
      awaitCluster(api, "from-file");
    }
  }

  @Test
  void aFileIsPublishedWheneverItChanges() throws Exception {
    Path file = directory.resolve("inventory.yaml");
    Files.writeString(file, "clusters: [{name: first}]");
    try (RunningApi api = api(config(Optional.of(file), true))) {
      awaitCluster(api, "first");
      String since = api.get(PATH).json().get("since").asString();

      now.set(START.plusSeconds(60));
      Files.writeString(file, document("second")); // JSON is YAML too
      awaitCluster(api, "second");
      assertThat(api.get(PATH).json().get("since").asString()).isNotEqualTo(since);

      put(api, document("by-hand"));
      awaitCluster(api, "by-hand");
      Files.writeString(file, "clusters: [{name: third}]");
      awaitCluster(api, "third");
    }
  }

  @Test
  void aFileThatSaysTheSamePublishesNothing() throws Exception {
    Path file = directory.resolve("inventory.yaml");
    try (RunningApi api = api(usual())) {
      awaitGiven(api, document("one"));
    }
    Files.writeString(file, document("one"));
    now.set(START.plusSeconds(60));

    try (RunningApi api = api(config(Optional.of(file), true))) {
      awaitHealth(api, "inventory-file", "in force");

      assertThat(api.get(PATH).json().get("since").asString()).isEqualTo(START.toString());
    }
  }

  @Test
  void aBadFileLeavesTheLastGoodOneInForce() throws Exception {
    Path file = directory.resolve("inventory.yaml");
    Files.writeString(file, "clusters: [{name: good}]");
    try (RunningApi api = api(config(Optional.of(file), true))) {
      awaitCluster(api, "good");

      Files.writeString(file, "clusters: [{name: bad, podCidrs: [x]}]");
      awaitHealth(api, "inventory-file", "clusters[0].podCidrs[0]");
      Files.writeString(file, "clusters: [{name: " + "x".repeat(2_000) + "}]");
      awaitHealth(api, "inventory-file", "longer than inventory.documentMax");
      Files.delete(file);
      awaitHealth(api, "inventory-file", "cannot be read");
      assertThat(api.get(PATH).json().at("/inventory/clusters/0/name").asString())
          .isEqualTo("good");

      Files.writeString(file, "clusters: [{name: better}]");
      awaitCluster(api, "better");
    }
  }

  private RunningApi api(InventoryConfig config) throws StartException, InterruptedException {
    Inventories.Place place = new Inventories.Place(kafka.bootstrapServers(), tenant);
    return new RunningApi(RunningApi.config(place, config), now::get);
  }
}
