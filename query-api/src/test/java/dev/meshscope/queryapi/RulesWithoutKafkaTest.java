package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is told of rules and objectives while Kafka was never there. */
final class RulesWithoutKafkaTest {
  private static final String RULES =
      """
      groups:
      - name: shop
        rules:
        - alert: PayFails
          expr: {signal: errorRatio, service: shop/pay, over: 10m, above: 0.2}
      ---
      apiVersion: meshscope/v1
      kind: SLO
      metadata: {name: checkout}
      spec:
        service: shop/pay
        indicator: {availability: {}}
        timeWindow: [{duration: 30d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{target: 0.9}]
        alertPolicies: [none]
      """;

  private static final InventoryConfig INVENTORY = InventoryConfig.defaults();

  @TempDir private Path directory;

  @Test
  void rulesAreToldWithoutTheAlertsThatNobodyKnows() throws Exception {
    try (RunningApi api = start()) {
      JsonNode group = rules(api).at("/groups/0");
      assertThat(group.path("name").asString()).isEqualTo("shop");
      JsonNode rule = group.at("/rules/0");
      assertThat(rule.path("health").asString()).isEqualTo("unknown");
      assertThat(rule.has("alerts")).isFalse();
      assertThat(rule.has("state")).isFalse();
      assertThat(rules(api).at("/files/0/inForce").asBoolean()).isTrue();
      assertThat(api.get("/api/v1/alerts").status()).isEqualTo(503);
    }
  }

  @Test
  void anObjectiveThatIsNotThereIsUnknown() throws Exception {
    try (RunningApi api = start()) {
      rules(api);
      JsonNode problem = unknown(api, "objective=chekout");
      assertThat(problem.get("detail").asString())
          .startsWith("No objective in force is called 'chekout'; did you mean checkout?");
      assertThat(unknown(api, "objective=checkout&objective=x").get("detail").asString())
          .startsWith("No objective in force is called 'x'. ");
    }
  }

  private static JsonNode unknown(RunningApi api, String query) {
    RunningApi.Answer answer = api.get("/api/v1/slos?" + query);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().get("type").asString()).isEqualTo("/problems/unknown-objective");
    return answer.json();
  }

  /** Once they are read. */
  private static JsonNode rules(RunningApi api) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> api.json("/api/v1/rules"), all -> !all.path("groups").isEmpty());
  }

  private RunningApi start() throws Exception {
    Path rules = Files.createDirectory(directory.resolve("rules"));
    Files.writeString(rules.resolve("shop.yaml"), RULES);
    Inventories.Place nowhere = new Inventories.Place("127.0.0.1:1", StoredTraffic.TENANT);
    QueryApiConfig config =
        RunningApi.config(nowhere, INVENTORY).alertingBy(rules, URI.create("http://127.0.0.1:1/"));
    return new RunningApi(config, InstantSource.system());
  }
}
