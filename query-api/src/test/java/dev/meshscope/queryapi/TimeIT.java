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
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Ranges: how they are rounded, which windows answer them, and how much of them counts. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class TimeIT {
  /** Not at the start of any window. */
  private final Instant now =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minusSeconds(1_573).plusMillis(250);

  private RunningApi api;

  @BeforeAll
  void store(ClickHouseConfig database) throws Exception {
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      for (Duration ago :
          List.of(
              Duration.ofSeconds(3),
              Duration.ofMinutes(14),
              Duration.ofHours(20),
              Duration.ofDays(20))) {
        traffic.add(SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), now.minus(ago), 1));
      }
    }
    api = new RunningApi(RunningApi.config(database), InstantSource.fixed(now));
  }

  @AfterAll
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "now-15m, now, 10s, 2",
    "now-6h, now, 10s, 2",
    "now-21601s, now, 1m, 2",
    "now-1d, now, 1m, 3",
    "now-7d, now, 1m, 3",
    "now-1w, now, 1m, 3",
    "now-8d, now, 1h, 3",
    "now-400d, now, 1h, 4",
    // Short ranges that lie too far back for finer windows.
    "now-3d, now-71h, 1m, 0",
    "now-31d, now-30d, 1h, 0",
    "now-481h, now-479h, 1m, 1"
  })
  void finestWindowsThatReachBackAndAreNotTooManyAnswer(
      String from, String to, String resolution, int requests) {
    JsonNode answer = api.json("/api/v1/topology?from=" + from + "&to=" + to);
    assertThat(answer.get("range").get("resolution").asString()).isEqualTo(resolution);
    long sum = answer.get("edges").valueStream().mapToLong(e -> e.get("requests").asLong()).sum();
    assertThat(sum).isEqualTo(requests);
  }

  @ParameterizedTest
  @CsvSource({"now-15m, now, 10", "now-1d, now-1h, 60", "now-40d, now-39d, 3600"})
  void fromRoundsDownAndToRoundsUp(String from, String to, long seconds) {
    JsonNode range = api.json("/api/v1/topology?from=" + from + "&to=" + to).get("range");
    Instant first = time(from);
    Instant last = time(to);
    assertThat(Instant.parse(range.get("from").asString()))
        .isEqualTo(Instant.ofEpochSecond(first.getEpochSecond() / seconds * seconds));
    assertThat(Instant.parse(range.get("to").asString()))
        .isEqualTo(Instant.ofEpochSecond((last.getEpochSecond() / seconds + 1) * seconds));
  }

  @Test
  void wholeWindowsAreTakenAsTheyAre() {
    Instant to = now.truncatedTo(ChronoUnit.MINUTES);
    Instant from = to.minusSeconds(600);
    JsonNode range = range("?from=" + from + "&to=" + to);
    assertThat(range.get("from").asString()).isEqualTo(from.toString());
    assertThat(range.get("to").asString()).isEqualTo(to.toString());
  }

  @Test
  void offsetsAreTakenToUtc() {
    JsonNode range = range("?from=2026-01-31T12:00:00%2B02:00&to=2026-01-31T12:00:00Z");
    assertThat(range.get("from").asString()).isEqualTo("2026-01-31T10:00:00Z");
  }

  @Test
  void defaultIsTheLastQuarterOfAnHour() {
    assertThat(range("")).isEqualTo(range("?from=now-15m&to=now"));
  }

  @Test
  void ratesCountOnlyTheTimeThatHasPassed() {
    for (String to : List.of("now", now.plusSeconds(3_600).toString())) {
      JsonNode answer = api.json("/api/v1/topology?from=now-15m&to=" + to);
      Instant from = Instant.parse(answer.get("range").get("from").asString());
      double seconds = Duration.between(from, now).toMillis() / 1e3;
      JsonNode edge = answer.get("edges").get(0);
      assertThat(edge.get("requests").asLong()).isEqualTo(2);
      assertThat(edge.get("requestsPerSecond").asDouble()).isEqualTo(2 / seconds);
    }
  }

  @Test
  void pastRangesHaveTheirWholeLength() {
    JsonNode answer = api.json("/api/v1/topology?from=now-15m&to=now-5m");
    assertThat(answer.get("edges").get(0).get("requestsPerSecond").asDouble()).isEqualTo(1 / 610.0);
  }

  @Test
  void endIsExclusive() {
    Instant window = Instant.ofEpochSecond(now.minusSeconds(840).getEpochSecond() / 10 * 10);
    assertThat(edges(window.minusSeconds(60), window)).isZero();
    assertThat(edges(window, window.plusSeconds(10))).isEqualTo(1);
    assertThat(edges(window.plusSeconds(10), window.plusSeconds(60))).isZero();
  }

  @Test
  void settledRangesMayBeKeptAndOthersNot() {
    assertThat(api.get("/api/v1/topology").header("Cache-Control")).isEqualTo("no-store");
    assertThat(api.get("/api/v1/topology?from=now-2h&to=now-1h").header("Cache-Control"))
        .isEqualTo("private, max-age=10");
  }

  private JsonNode range(String query) {
    return api.json("/api/v1/topology" + query).get("range");
  }

  private int edges(Instant from, Instant to) {
    return api.json("/api/v1/topology?from=" + from + "&to=" + to).get("edges").size();
  }

  private Instant time(String text) {
    if (text.equals("now")) {
      return now;
    }
    int amount = Integer.parseInt(text.substring(4, text.length() - 1));
    return now.minus(
        text.endsWith("m")
            ? Duration.ofMinutes(amount)
            : text.endsWith("h") ? Duration.ofHours(amount) : Duration.ofDays(amount));
  }
}
