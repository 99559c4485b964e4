package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.RuleReads.objective;
import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.ServiceName;
import dev.meshscope.queryapi.alert.measure.ObjectivePeriod;
import dev.meshscope.queryapi.alert.measure.ObjectivePeriod.Between;
import dev.meshscope.queryapi.alert.measure.ObjectivePeriod.OwnWindow;
import dev.meshscope.queryapi.alert.measure.ObjectiveStatus;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import dev.meshscope.queryapi.alert.rule.Selectors;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseJdbc;
import dev.meshscope.storage.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is read to say how objectives stand, and what is said of the past; a database each. */
@ExtendWith(SharedEngine.class)
@Tag("engine")
final class ObjectivesIT {
  private static final Duration MONTH = Duration.ofDays(30);

  /** Burn rates of seven windows, and the objective's own window. */
  private static final int WINDOWS = 7 + 1;

  private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private ClickHouseConfig database;
  private StoredTraffic traffic;
  private RuleReads reads;

  @BeforeEach
  void start(ClickHouseConfig config, TestInfo test) throws Exception {
    database = config.withDatabase("Objectives" + test.getTestMethod().orElseThrow().getName());
    traffic = new StoredTraffic(database);
    reads = new RuleReads(database);
  }

  @AfterEach
  void stop() throws Exception {
    reads.close();
    traffic.close();
  }

  @Test
  void whoAsksSoonAfterIsToldWhatWasRead() throws Exception {
    List<Objective> twenty = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      traffic.add(Calls.of(edge(i)).at(hour.minusSeconds(60), 10 + i));
      twenty.add(ofService(i, MONTH));
    }
    long first = readsOf(twenty, hour.plusMillis(2_001));
    assertThat(first).isEqualTo(20 * WINDOWS);
    traffic.add(Calls.of(edge(0)).at(hour.minusSeconds(60), 1));
    assertThat(readsOf(twenty, hour.plusMillis(5_002))).as("three seconds later").isZero();
    assertThat(readsOf(twenty, hour.plusSeconds(12)))
        .as("all but three days and a month")
        .isEqualTo(20 * (WINDOWS - 2));
    assertThat(readsOf(twenty, hour.plusSeconds(33))).isEqualTo(20 * WINDOWS);
  }

  @Test
  void completenessIsAskedOncePerRange() throws Exception {
    List<Objective> twenty = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      twenty.add(ofService(i, i % 2 == 0 ? MONTH : Duration.ofDays(28)));
    }
    Instant now = hour.plusSeconds(1);
    reads.objectives().ask(twenty.subList(0, 2), new OwnWindow(now), now);
    long two = selectsOf(twenty.subList(0, 2), now);
    readsOf(twenty, now);
    assertThat(selectsOf(twenty, now)).isEqualTo(two).isPositive();
  }

  @Test
  void burnRateIsLeftOutWhereOnlyCoarserWindowsAreKept() throws Exception {
    Instant now = hour.plusSeconds(1);
    Instant half = hour.plus(Duration.ofMinutes(30));
    for (int days : List.of(1, 5, 40)) {
      Instant at = half.minus(Duration.ofDays(days));
      traffic.add(Calls.of(edge(0)).at(at.minusSeconds(61), 10));
    }
    assertThat(burnRates(half.minus(Duration.ofDays(1)), now))
        .containsExactly("5m", "30m", "1h", "2h", "6h", "1d", "3d", "period");
    assertThat(burnRates(half.minus(Duration.ofDays(5)), now))
        .containsExactly("5m", "30m", "1h", "2h", "6h", "1d", "3d", "period");
    assertThat(burnRates(half.minus(Duration.ofDays(40)), now))
        .containsExactly("6h", "1d", "3d", "period");
    assertThat(burnRates(half.minus(Duration.ofDays(40)).plusSeconds(1_800), now))
        .as("at a whole hour")
        .containsExactly("1h", "2h", "6h", "1d", "3d", "period");
  }

  @Test
  void anyPeriodIsToldByTheTargetAlone() throws Exception {
    Instant now = hour.plusSeconds(1);
    Instant from = hour.minus(Duration.ofDays(60));
    Instant to = hour.minus(MONTH);
    traffic.add(Calls.of(edge(0)).at(from.minusSeconds(1), 1_000));
    traffic.add(Calls.of(edge(0)).at(from, 95));
    traffic.add(Calls.of(edge(0)).ending(503, Cause.UPSTREAM_ERROR).at(to.minusSeconds(1), 5));
    traffic.add(Calls.of(edge(0)).at(to, 1_000));
    ObjectiveStatus status = status(new Between(from, to), now);
    assertThat(status.range().from()).isEqualTo(from);
    assertThat(status.range().to()).isEqualTo(to);
    assertThat(status.events().total()).isEqualTo(100);
    assertThat(status.events().bad()).isEqualTo(5);
    assertThat(status.errorBudget().consumed()).isEqualTo(0.5);
    assertThat(status.errorBudget().exhaustedInSeconds()).isNull();
    assertThat(status.burnRates()).containsEntry("period", 0.5).containsEntry("1h", 10.0);
  }

  @Test
  void burnRatesOfAPeriodThatGoesOnEndNow() throws Exception {
    Instant now = hour.plusSeconds(1);
    traffic.add(Calls.of(edge(0)).at(now.minusSeconds(20), 10));
    Between month = new Between(now.minus(MONTH), now.plus(MONTH));
    assertThat(status(month, now).burnRates()).containsKeys("5m", "period");
    assertThat(status(new OwnWindow(now), now).burnRates()).containsKeys("5m", "period");
  }

  private long readsOf(List<Objective> objectives, Instant now) throws Exception {
    long before = reads.count();
    assertThat(reads.objectives().ask(objectives, new OwnWindow(now), now).keySet())
        .containsExactlyElementsOf(objectives);
    return reads.count() - before;
  }

  /** All statements, of which there are no others when traffic was read before. */
  private long selectsOf(List<Objective> objectives, Instant now) throws Exception {
    long before = selects();
    assertThat(readsOf(objectives, now)).isZero();
    return selects() - before;
  }

  private long selects() throws SQLException, StorageException {
    try (Connection connection = ClickHouseJdbc.open(database);
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT value FROM system.events WHERE event = 'SelectQuery'")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private Set<String> burnRates(Instant at, Instant now) throws Exception {
    return status(new OwnWindow(at), now).burnRates().keySet();
  }

  private ObjectiveStatus status(ObjectivePeriod period, Instant now) throws Exception {
    return reads
        .objectives()
        .ask(List.of(ofService(0, MONTH)), period, now)
        .firstEntry()
        .getValue();
  }

  private static Objective ofService(int number, Duration window) {
    Selector selector = Selectors.service(service(number), Each.NOTHING);
    return objective(selector, new Indicator.Availability(Set.of()), 0.9, window);
  }

  private static EdgeKey edge(int number) {
    return key(CART, PAY_V1, service(number));
  }

  private static ServiceName service(int number) {
    return new ServiceName(SmallMesh.NAMESPACE, "s" + number);
  }
}
