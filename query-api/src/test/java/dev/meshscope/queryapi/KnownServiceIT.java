package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Reporter;
import dev.meshscope.storage.ClickHouseConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A service that was ever stored is known on every route, and no other is on any. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class KnownServiceIT {
  private static final List<String> ROUTES = List.of("", "/golden-signals");

  private final Instant called = Instant.now().minus(Duration.ofMinutes(5));
  private RunningApi api;

  @BeforeAll
  void start(ClickHouseConfig database) throws Exception {
    ClickHouseConfig own = database.withDatabase("known_services");
    try (StoredTraffic traffic = new StoredTraffic(own)) {
      traffic.add(SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), called, 3));
    }
    api = RunningApi.on(own);
  }

  @AfterAll
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop/nothing", "nowhere/pay", "-/pay", "shop/pay-v1"})
  void nameThatWasNeverStoredIsAProblem(String name) {
    for (String route : ROUTES) {
      RunningApi.Answer answer = api.get("/api/v1/services/" + name + route);
      assertThat(answer.status()).as(route).isEqualTo(404);
      assertThat(answer.json().get("type").asString()).isEqualTo("/problems/unknown-service");
    }
  }

  @Test
  void serviceThatIsCalledIsKnown() {
    assertThat(requests("shop/pay", "")).isEqualTo(3);
    assertThat(api.json("/api/v1/services/shop/pay").get("callers").size()).isEqualTo(1);
  }

  @Test
  void serviceThatOnlyCallsIsKnown() {
    assertThat(requests("shop/cart", "")).isZero();
    assertThat(api.json("/api/v1/services/shop/cart").get("callees").size()).isEqualTo(1);
  }

  @Test
  void serviceThatIsQuietInTheRangeIsKnown() {
    String before = "?from=now-3h&to=now-2h";
    assertThat(requests("shop/pay", before)).isZero();
    JsonNode detail = api.json("/api/v1/services/shop/pay" + before);
    assertThat(detail.path("callers").isEmpty()).isTrue();
    assertThat(detail.get("service").get("signals").get("requests").asLong()).isZero();
  }

  private long requests(String name, String query) {
    JsonNode signals = api.json("/api/v1/services/" + name + "/golden-signals" + query);
    return signals.get("total").get("requests").asLong();
  }
}
