package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.DeltaBatch.Progress;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.ReporterEvent.Kind;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.Workload;
import dev.meshscope.storage.ClickHouseConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What an answer says about who was heard and how fresh it is; each case has its own database. */
@ExtendWith(SharedEngine.class)
@Tag("engine")
final class CompletenessIT {
  private static final long INCARNATION = 1;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  private StoredTraffic traffic;
  private RunningApi api;
  private StoredViews views;

  CompletenessIT(ClickHouseConfig config) {
    views = new StoredViews(config);
  }

  @BeforeEach
  void start(ClickHouseConfig config, TestInfo test) throws Exception {
    ClickHouseConfig own = config.withDatabase(test.getTestMethod().orElseThrow().getName());
    traffic = new StoredTraffic(own);
    views = new StoredViews(own);
    api = new RunningApi(RunningApi.config(own), InstantSource.fixed(now));
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    traffic.close();
  }

  @Test
  void emptyDatabaseExpectsNobodyAndKnowsNothing() {
    JsonNode told = completeness("");
    assertThat(told.propertyNames())
        .containsExactlyInAnyOrder("reportersExpected", "reportersHeard", "waiting");
    assertThat(told.get("reportersExpected").asInt()).isZero();
  }

  @Test
  void idleNodesWithAnOpenStreamAreHeard() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.OPENED, Duration.ofMinutes(12), CART),
            event("a", "one", Kind.ALIVE, Duration.ofSeconds(20), CART),
            event("b", "one", Kind.OPENED, Duration.ofSeconds(40), PAY_V1)));
    assertHeard(2, 2);
  }

  @Test
  void nodeThatClosedItsStreamWithinTheRangeWasHeardUntilThen() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.OPENED, Duration.ofMinutes(14), CART),
            event("a", "one", Kind.CLOSED, Duration.ofMinutes(5), CART),
            event("b", "one", Kind.ALIVE, Duration.ofSeconds(20), PAY_V1)));
    assertHeard(2, 2);
    assertHeard(minutesAgo(15), minutesAgo(6), 1, 1);
    assertHeard(minutesAgo(4), now, 2, 1);
  }

  @Test
  void cleanStopOfTheCollectorTakesNothingFromTheTimeBefore() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.ALIVE, Duration.ofSeconds(130), CART),
            event("b", "one", Kind.ALIVE, Duration.ofSeconds(130), PAY_V1),
            event("a", "one", Kind.CLOSED, Duration.ofSeconds(110), CART),
            event("b", "one", Kind.CLOSED, Duration.ofSeconds(110), PAY_V1)));
    traffic.addProgress(1, List.of(progress("one", 0, 110, 0)));
    assertHeard(minutesAgo(4), minutesAgo(2), 2, 2);
    assertHeard(minutesAgo(4), minutesAgo(1), 2, 2);
    assertHeard(minutesAgo(1), now, 2, 0);
    assertThat(completeness("").has("freshThrough")).as("nobody has a stream").isFalse();
  }

  @Test
  void nodeThatVanishedAfterItsStreamWasReopenedIsSilent() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.CLOSED, Duration.ofMinutes(5), CART),
            event("a", "two", Kind.OPENED, Duration.ofMinutes(4), CART),
            event("b", "one", Kind.ALIVE, Duration.ofSeconds(20), PAY_V1)));
    assertHeard(2, 1);
  }

  @Test
  void closeDoesNotOutweighWhatPeersReport() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.ALIVE, Duration.ofSeconds(20), CART),
            event("b", "one", Kind.CLOSED, Duration.ofMinutes(5), PAY_V1)));
    traffic.add(
        SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), now.minusSeconds(100), 3));
    assertHeard(2, 1);
  }

  @Test
  void nodeWhoseSignsOfLifeStoppedIsSilent() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "gone", Kind.ALIVE, Duration.ofSeconds(200), CART),
            event("b", "one", Kind.ALIVE, Duration.ofSeconds(20), PAY_V1)));
    assertHeard(2, 1);
  }

  @Test
  void nodeThatReopenedItsStreamElsewhereIsHeard() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.OPENED, Duration.ofMinutes(14), CART),
            event("a", "one", Kind.CLOSED, Duration.ofMinutes(5), CART),
            event("a", "two", Kind.OPENED, Duration.ofSeconds(50), CART)));
    assertHeard(1, 1);
  }

  @Test
  void nodeThatAnotherOfItsWorkloadReplacedIsHeard() throws Exception {
    traffic.addEvents(
        List.of(
            event("old", "one", Kind.CLOSED, Duration.ofMinutes(5), CART),
            event("new", "one", Kind.OPENED, Duration.ofMinutes(6), CART),
            event("new", "one", Kind.ALIVE, Duration.ofSeconds(10), CART),
            event("other", "one", Kind.CLOSED, Duration.ofMinutes(5), PAY_V1)));
    assertHeard(minutesAgo(4), now, 3, 2);
  }

  @Test
  void neighborThatWasThereLongBeforeIsNoReplacement() throws Exception {
    traffic.addEvents(
        List.of(
            event("gone", "one", Kind.CLOSED, Duration.ofMinutes(2), CART),
            event("stays", "one", Kind.OPENED, Duration.ofMinutes(20), CART),
            event("stays", "one", Kind.ALIVE, Duration.ofSeconds(10), CART)));
    assertHeard(minutesAgo(1), now, 2, 1);
  }

  @Test
  void nodesAreExpectedTenMinutesAfterTheirStreamEnded() throws Exception {
    traffic.addEvents(
        List.of(
            event("before", "one", Kind.CLOSED, Duration.ofMinutes(24), CART),
            event("long-before", "one", Kind.CLOSED, Duration.ofMinutes(26), CART),
            event("b", "one", Kind.ALIVE, Duration.ofSeconds(20), PAY_V1)));
    assertHeard(2, 1);
  }

  @Test
  void workloadThatReportsNothingOfWhatItsPeersReportIsSilent() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.ALIVE, Duration.ofSeconds(20), CART),
            event("b", "one", Kind.ALIVE, Duration.ofSeconds(20), PAY_V1)));
    Instant end = now.minusSeconds(100);
    traffic.add(SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), end, 3));
    assertHeard(2, 1);

    traffic.add(SmallMesh.reports(Reporter.DESTINATION, key(CART, PAY_V1, PAY), end, 1));
    assertHeard(2, 2);
  }

  @Test
  void callsThatCouldNotConnectDoNotProveSilence() throws Exception {
    traffic.addEvents(List.of(event("b", "one", Kind.ALIVE, Duration.ofSeconds(20), PAY_V1)));
    Report usual =
        SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), now.minusSeconds(100), 1)
            .getFirst();
    traffic.add(
        List.of(
            new Report(
                usual.series(),
                usual.endMicros(),
                usual.durationNanos(),
                Outcome.of(503, Outcome.NO_GRPC_STATUS, Cause.UPSTREAM_CONNECT_FAILURE),
                1,
                0,
                0,
                false)));
    assertHeard(1, 1);
  }

  @Test
  void signsOfLifeThatAreOnTheirWayDoNotSilenceEverybody() throws Exception {
    // The tables are four minutes behind, for all nodes alike.
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.ALIVE, Duration.ofSeconds(240), CART),
            event("b", "one", Kind.ALIVE, Duration.ofSeconds(250), PAY_V1)));
    assertHeard(2, 2);
  }

  @Test
  void freshThroughIsTheLeastOverPartitionsLogsAndOpenCollectors() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.ALIVE, Duration.ofSeconds(5), CART),
            event("b", "two", Kind.ALIVE, Duration.ofSeconds(5), CART),
            event("c", "three", Kind.CLOSED, Duration.ofSeconds(5), CART)));
    traffic.addProgress(
        1, List.of(progress("one", 0, 4, 2), progress("one", 1, 5, 1), progress("two", 0, 7, 0)));
    traffic.addProgress(
        2, List.of(progress("one", 0, 6, 0), progress("one", 1, 5, 1), progress("two", 0, 8, 0)));
    traffic.addProgress(2, List.of(progress("three", 0, 3_000, 0)));
    JsonNode told = completeness("");
    assertThat(told.get("freshThrough").asString()).isEqualTo(now.minusSeconds(8).toString());
    // Of each partition what the furthest log says: 2 and 1.
    assertThat(told.get("waiting").asLong()).isEqualTo(3);
    assertStored("2", now.minusSeconds(8), 3);
  }

  @Test
  void laterProgressAndLaterRunsReplaceEarlierOnes() throws Exception {
    traffic.addEvents(List.of(event("a", "one", Kind.ALIVE, Duration.ofSeconds(5), CART)));
    traffic.addProgress(1, List.of(progress("one", 0, 60, 9)));
    traffic.addProgress(1, List.of(progress("one", 0, 30, 5)));
    assertThat(completeness("").get("freshThrough").asString())
        .isEqualTo(now.minusSeconds(30).toString());
    assertThat(completeness("").get("waiting").asLong()).isEqualTo(5);
    assertStored("1", now.minusSeconds(30), 5);

    Progress next = nextRun(0, 2);
    traffic.addProgress(1, List.of(next));
    assertThat(completeness("").get("freshThrough").asString())
        .isEqualTo(now.minusSeconds(2).toString());
    assertThat(completeness("").get("waiting").asLong()).isZero();
    assertStored("1", now.minusSeconds(2), 0);
  }

  @Test
  void aRestartHidesNothingThatIsStuck() throws Exception {
    traffic.addEvents(List.of(event("a", "one", Kind.ALIVE, Duration.ofSeconds(5), CART)));
    traffic.addProgress(1, List.of(progress("one", 0, 5, 0), progress("one", 1, 600, 3)));
    traffic.addProgress(2, List.of(progress("one", 0, 700, 0), progress("one", 1, 5, 0)));
    assertFresh(700);
    traffic.addProgress(1, List.of(nextRun(0, 4), nextRun(1, 3)));
    assertFresh(700);
    traffic.addProgress(2, List.of(nextRun(0, 3)));
    assertFresh(5);
    traffic.addProgress(2, List.of(nextRun(1, 2)));
    assertFresh(4);
  }

  @Test
  void aRunThatEndedADayBeforeIsGivenUp() throws Exception {
    long day = Duration.ofDays(1).toSeconds();
    traffic.addEvents(List.of(event("a", "one", Kind.ALIVE, Duration.ofSeconds(5), CART)));
    traffic.addProgress(1, List.of(progress("one", 0, day, 0), progress("one", 1, day + 9, 0)));
    assertFresh(day + 9);
    traffic.addProgress(1, List.of(nextRun(0, 2)));
    assertFresh(day + 9);
    traffic.addProgress(1, List.of(nextRun(0, 0)));
    assertFresh(day + 9);
    traffic.addProgress(1, List.of(nextRun(0, -1)));
    assertFresh(-1);
  }

  @Test
  void freshThroughIsUnknownUntilEveryOpenCollectorIsStored() throws Exception {
    traffic.addEvents(
        List.of(
            event("a", "one", Kind.ALIVE, Duration.ofSeconds(5), CART),
            event("b", "two", Kind.OPENED, Duration.ofSeconds(5), CART)));
    traffic.addProgress(1, List.of(progress("one", 0, 4, 0)));
    assertThat(completeness("").has("freshThrough")).isFalse();
  }

  @Test
  void freshThroughOfAPastRangeIsThatOfNow() throws Exception {
    traffic.addEvents(List.of(event("a", "one", Kind.ALIVE, Duration.ofSeconds(5), CART)));
    traffic.addProgress(1, List.of(progress("one", 0, 4, 0)));
    JsonNode told = completeness("?from=now-3h&to=now-2h");
    assertThat(told.get("freshThrough").asString()).isEqualTo(now.minusSeconds(4).toString());
    assertThat(told.get("reportersExpected").asInt()).isZero();
  }

  private void assertHeard(int expected, int heard) throws Exception {
    assertHeard(minutesAgo(15), now, expected, heard);
  }

  private void assertHeard(Instant from, Instant to, int expected, int heard) throws Exception {
    JsonNode told = completeness("?from=" + from + "&to=" + to);
    assertThat(told.get("reportersExpected").asInt()).as("expected").isEqualTo(expected);
    assertThat(told.get("reportersHeard").asInt()).as("heard").isEqualTo(heard);
    String reporters = StoredViews.reporters(from, to);
    assertThat(views.rows("SELECT count(), countIf(NOT is_silent) FROM " + reporters))
        .as("in SQL")
        .containsExactly(List.of(Integer.toString(expected), Integer.toString(heard)));
  }

  private void assertFresh(long secondsAgo) throws Exception {
    Instant through = now.minusSeconds(secondsAgo);
    assertThat(completeness("").get("freshThrough").asString()).isEqualTo(through.toString());
    String told = "SELECT toUnixTimestamp(stored_through) FROM v_progress";
    assertThat(views.rows(told)).containsExactly(List.of(Long.toString(through.getEpochSecond())));
  }

  /** What dashboards show of freshness, by the same data. */
  private void assertStored(String collectors, Instant through, long waiting) throws Exception {
    String told =
        """
        SELECT countIf(has_streams), toUnixTimestamp(minIf(stored_through, has_streams)),
          sum(waiting)
        FROM v_progress
        """;
    assertThat(views.rows(told))
        .containsExactly(
            List.of(collectors, Long.toString(through.getEpochSecond()), Long.toString(waiting)));
  }

  private Instant minutesAgo(long minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private JsonNode completeness(String query) {
    return api.json("/api/v1/topology" + query).get("completeness");
  }

  private ReporterEvent event(
      String node, String collector, Kind kind, Duration ago, Workload workload) {
    return new ReporterEvent(
        StoredTraffic.TENANT, node, collector, kind, micros(now.minus(ago)), workload);
  }

  private Progress progress(String collector, int partition, long secondsAgo, long waiting) {
    return progress(
        new RequestBatch.Origin(collector, INCARNATION, partition), secondsAgo, waiting);
  }

  /** Of the run after that. */
  private Progress nextRun(int partition, long secondsAgo) {
    return progress(new RequestBatch.Origin("one", INCARNATION + 1, partition), secondsAgo, 0);
  }

  private Progress progress(RequestBatch.Origin origin, long secondsAgo, long waiting) {
    return new Progress(origin, micros(now.minusSeconds(secondsAgo)), waiting, 0, 0);
  }

  private static long micros(Instant time) {
    return time.toEpochMilli() * 1_000;
  }
}
