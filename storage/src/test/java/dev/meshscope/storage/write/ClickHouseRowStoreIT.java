package dev.meshscope.storage.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.model.Announcement;
import dev.meshscope.model.Counts;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.Workload;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.Sql;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.TestEngine;
import dev.meshscope.storage.schema.Migrations;
import dev.meshscope.storage.schema.RetentionConfig;
import dev.meshscope.storage.schema.TrafficTable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("engine")
@ExtendWith(TestEngine.class)
class ClickHouseRowStoreIT {
  private static final String TENANT = "default";

  /** Above the range of a signed number. */
  private static final long LOG = 0xF000_0000_0000_0001L;

  /** Lately, so that nothing expires; all windows of one hour are in one partition. */
  private final long hour =
      TrafficTable.EDGES_1H.windowOf(Instant.now().getEpochSecond()) - 2 * 3600;

  private final ClickHouseConfig config;
  private final Sql sql;
  private ClickHouseRowStore store;

  ClickHouseRowStoreIT(ClickHouseConfig config) {
    this.config = config;
    this.sql = new Sql(config);
    this.store = new ClickHouseRowStore(config);
  }

  @BeforeEach
  void beginWithEmptyTables() throws Exception {
    new Sql(config.withDatabase("default"))
        .run("DROP DATABASE IF EXISTS " + config.database() + " SYNC");
    new Migrations(config).run(RetentionConfig.defaults());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource(TrafficTable.class)
  void storesEveryColumnOfTrafficAsItIs(TrafficTable table) throws Exception {
    long seed = new Random().nextLong();
    RandomTraffic traffic = new RandomTraffic(new Random(seed));
    TrafficRows rows = new TrafficRows(table, LOG, 77);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      EdgeSeries series = traffic.series();
      EdgeCounts counts = traffic.counts(1 + i % 40, series, hour);
      rows.add(new SeriesColumns(TENANT, series), hour, counts);
      expected.add(text(series, counts));
    }
    store.insertOnce(rows.rows(), "token");
    String select =
        "SELECT tenant, source_cluster, source_namespace, source_workload, source_version,"
            + " source_canonical_service, source_kind, destination_cluster, destination_namespace,"
            + " destination_workload, destination_version, destination_canonical_service,"
            + " destination_kind, service_namespace, service_name, protocol, traffic_class, entry,"
            + " exit, reporter, port, subset, host, source_principal, destination_principal,"
            + " connection_security_policy, toUnixTimestamp(window), log, block_end, requests,"
            + " attempts, late, bytes_received, bytes_sent, toUnixTimestamp64Micro(first_end),"
            + " toUnixTimestamp64Micro(last_end), toString(outcomes), toString(flags),"
            + " toString(succeeded), toString(failed) FROM ";
    assertThat(sql.rows(select + table.table()))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void storesRowsOnceUnderOneToken() throws Exception {
    store.insertOnce(piece(1, 10), "t");
    store.insertOnce(piece(1, 10), "t");
    store.insertOnce(piece(5, 10), "t"); // whatever they are
    assertThat(requests()).isEqualTo("1");
    store.insertOnce(piece(1, 10), "t-r1");
    assertThat(requests()).isEqualTo("2");
  }

  @Test
  void storesEqualRowsTwiceWithoutAToken() throws Exception {
    store.insert(piece(1, 10));
    store.insert(piece(1, 10));
    assertThat(requests()).isEqualTo("2");
  }

  @Test
  void remembersNoTokenOfARequestBefore() throws Exception {
    store.insertOnce(piece(1, 10), "t");
    store.insert(piece(1, 10));
    sql.run("INSERT INTO edges_10s (tenant, window, requests) VALUES ('default', now(), 1)");
    assertThat(requests()).isEqualTo("3");
  }

  @Test
  void saysUpToWhereALogIsStoredInAPartition() throws Exception {
    String partition = TrafficTable.EDGES_10S.partitionOf(hour);
    assertThat(store.storedThrough(TrafficTable.EDGES_10S, partition, LOG)).isZero();
    assertThat(store.storedThrough(LOG)).isZero();
    store.insertOnce(piece(1, 10), "a");
    store.insertOnce(piece(1, 12), "b");
    assertThat(store.storedThrough(TrafficTable.EDGES_10S, partition, LOG)).isEqualTo(12);
    assertThat(store.storedThrough(LOG)).isEqualTo(12);
    sql.run("OPTIMIZE TABLE edges_10s FINAL");
    assertThat(store.storedThrough(TrafficTable.EDGES_10S, partition, LOG)).isEqualTo(12);

    assertThat(store.storedThrough(TrafficTable.EDGES_10S, "19700101", LOG)).isZero();
    assertThat(store.storedThrough(TrafficTable.EDGES_1M, partition, LOG)).isZero();
    assertThat(store.storedThrough(TrafficTable.EDGES_10S, partition, LOG + 1)).isZero();
    assertThat(store.storedThrough(LOG + 1)).isZero();
  }

  @Test
  void knowsALogOfWhichOnlyProgressIsStored() throws Exception {
    store.insert(progress(40));
    assertThat(store.storedThrough(LOG)).isEqualTo(40);
  }

  @Test
  void refusesAPieceThatWouldBeTwoParts() {
    TrafficRows rows = new TrafficRows(TrafficTable.EDGES_10S, LOG, 1);
    RandomTraffic traffic = new RandomTraffic(new Random(1));
    EdgeSeries series = traffic.series();
    for (int day = 0; day < 2; day++) {
      rows.add(
          new SeriesColumns(TENANT, series), hour - 86_400L * day, traffic.counts(1, series, hour));
    }
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.insertOnce(rows.rows(), "t"))
        .withMessageContaining("code 252");
  }

  @Test
  void storesABigPieceAsOnePart() throws Exception {
    TrafficRows rows = new TrafficRows(TrafficTable.EDGES_10S, LOG, 1);
    RandomTraffic traffic = new RandomTraffic(new Random(2));
    EdgeSeries series = traffic.series();
    EdgeCounts counts = traffic.counts(300, series, hour);
    SeriesColumns columns = new SeriesColumns(TENANT, series);
    for (int row = 0; row < 20_000; row++) {
      rows.add(columns, hour + 10L * (row % 300), counts);
    }
    Rows big = rows.rows();
    store.insertOnce(big, "t");
    assertThat(parts()).containsExactly("1");
    assertThat(requests()).isEqualTo(Long.toString(20_000 * counts.requests()));
  }

  @Test
  void storesADayAsOnePartInAnyTimeZone(@TempDir Path directory) throws Exception {
    Path root = Path.of(System.getProperty("meshscope.root"));
    EmbeddedClickHouseConfig inNewYork =
        EmbeddedClickHouseConfig.of(root, directory, 0).in(ZoneId.of("America/New_York"));
    try (EmbeddedClickHouse engine = new EmbeddedClickHouse(inNewYork)) {
      engine.start();
      ClickHouseConfig there = ClickHouseConfig.at(URI.create(engine.url()));
      new Migrations(there).run(RetentionConfig.defaults());
      Sql elsewhere = new Sql(there);
      assertThat(elsewhere.value("SELECT timezone()")).isEqualTo("America/New_York");
      RandomTraffic traffic = new RandomTraffic(new Random(3));
      EdgeSeries series = traffic.series();
      long day = Math.floorDiv(hour, 86_400) * 86_400;
      try (ClickHouseRowStore other = new ClickHouseRowStore(there)) {
        for (TrafficTable table : TrafficTable.values()) {
          TrafficRows rows = new TrafficRows(table, LOG, 9);
          for (int h = 0; h < 24; h++) {
            long window = day + 3600L * h;
            rows.add(new SeriesColumns(TENANT, series), window, traffic.counts(1, series, window));
          }
          other.insertOnce(rows.rows(), "day");
          assertThat(other.storedThrough(table, table.partitionOf(day), LOG)).isEqualTo(9);
          assertThat(
                  elsewhere.rows(
                      "SELECT partition_id FROM system.parts WHERE active AND table = '%s'"
                          .formatted(table.table())))
              .containsExactly(table.partitionOf(day));
        }
      }
    }
  }

  @Test
  void storesWhatEdgesStandForUnderEveryGrouping() throws Exception {
    EdgeKey key = new RandomTraffic(new Random(4)).key();
    EdgeRows rows = new EdgeRows();
    for (Grouping grouping : Grouping.values()) {
      rows.add(EdgeIds.edge(TENANT, key, grouping), TENANT, key, grouping);
    }
    store.insert(rows.rows());
    Workload from = key.source();
    Workload to = key.destination();
    String called = key.service().namespace() + "|" + key.service().name();
    String columns =
        "source_cluster, source_namespace, source_workload, source_version,"
            + " source_canonical_service, destination_cluster, destination_namespace,"
            + " destination_workload, destination_version, service_namespace, service_name";
    assertThat(sql.rows("SELECT grouping, " + columns + " FROM edges"))
        .containsExactlyInAnyOrder(
            String.join("|", "workload", end(from, ""), "", end(to, ""), called),
            String.join(
                "|", "version", end(from, from.version()), "", end(to, to.version()), called),
            String.join(
                "|", "service", "", from.namespace(), "", "", from.serviceOrName(), "|||", called),
            String.join(
                "|",
                "namespace",
                "",
                from.namespace(),
                "",
                "",
                "",
                "",
                EdgeIds.destinationNamespace(key),
                "|||"),
            String.join("|", "cluster", from.cluster(), "||||" + to.cluster(), "||||"));
    assertThat(sql.rows("SELECT DISTINCT tenant, protocol, traffic_class, entry, exit FROM edges"))
        .containsExactly(
            String.join(
                "|",
                TENANT,
                key.traits().protocol().text(),
                key.traits().trafficClass().text(),
                key.traits().entry().text(),
                key.traits().exit().text()));
  }

  @Test
  void storesProgress() throws Exception {
    store.insert(progress(40));
    assertThat(
            sql.rows(
                "SELECT tenant, collector, incarnation, partition, log, block_end,"
                    + " toUnixTimestamp64Micro(sent_through), waiting, received, rejected"
                    + " FROM progress"))
        .containsExactly(
            "default|c|18446744073709551615|3|%s|40|1790000000123456|5|6|7"
                .formatted(Long.toUnsignedString(LOG)));
  }

  @Test
  void storesEventsWhateverTheirTime() throws Exception {
    Workload workload = new RandomTraffic(new Random(5)).workload();
    ReporterRows rows = new ReporterRows();
    for (int month = 0; month < 300; month++) {
      long at = 1_790_000_000_123_456L + 31L * 86_400_000_000L * month;
      rows.add(new ReporterEvent(TENANT, "node", "c", ReporterEvent.Kind.ALIVE, at, workload));
    }
    store.insert(rows.rows());
    assertThat(
            sql.rows(
                "SELECT count(), min(toUnixTimestamp64Micro(at)), any(tenant), any(node_id),"
                    + " any(collector), any(kind), any(cluster), any(namespace), any(workload),"
                    + " any(version), any(canonical_service), any(workload_kind) FROM reporters"))
        .containsExactly(
            "300|1790000000123456|default|node|c|alive|%s|%s|%s"
                .formatted(
                    end(workload, workload.version()),
                    workload.canonicalService(),
                    workload.kind().text()));
  }

  @Test
  void storesAnnouncementsAndThatTheyWereTakenBack() throws Exception {
    Workload workload = new RandomTraffic(new Random(6)).workload();
    Announcement.Key key = new Announcement.Key(TENANT, "10.0.0.1", "node", 1_790_000_000_000_001L);
    IdentityRows first = new IdentityRows();
    first.add(new Announcement(key, workload, "account"), 4);
    store.insert(first.rows());
    String columns =
        "SELECT tenant, address, node_id, toUnixTimestamp64Micro(since), cluster, namespace,"
            + " workload, version, canonical_service, workload_kind, service_account, removed,"
            + " record_offset FROM identities FINAL";
    assertThat(sql.rows(columns))
        .containsExactly(
            "default|10.0.0.1|node|1790000000000001|%s|%s|%s|account|0|4"
                .formatted(
                    end(workload, workload.version()),
                    workload.canonicalService(),
                    workload.kind().text()));
    IdentityRows second = new IdentityRows();
    second.addRemoved(key, 5);
    store.insert(second.rows());
    assertThat(sql.rows("SELECT removed, record_offset FROM identities FINAL"))
        .containsExactly("1|5");
  }

  @Test
  void saysThatAMissingTableIsForGood() throws Exception {
    sql.run("DROP TABLE edges_10s SYNC");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.insertOnce(piece(1, 1), "t"))
        .withMessageStartingWith("insert 1 rows of edges_10s: code 60: ")
        .matches(e -> !e.isRetryable());
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.storedThrough(TrafficTable.EDGES_10S, "19700101", 1))
        .matches(e -> !e.isRetryable());
  }

  @Test
  void saysThatAServerThatIsAwayMayComeBack() {
    store.close();
    store = new ClickHouseRowStore(ClickHouseConfig.at(URI.create("http://127.0.0.1:1")));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.insertOnce(piece(1, 1), "t"))
        .withMessageContaining("no answer: ")
        .matches(StorageException::isRetryable);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.storedThrough(1))
        .matches(StorageException::isRetryable);
  }

  private static Rows progress(long blockEnd) {
    ProgressRows rows = new ProgressRows();
    RequestBatch.Origin origin = new RequestBatch.Origin("c", -1, 3);
    rows.add(
        TENANT, LOG, blockEnd, new DeltaBatch.Progress(origin, 1_790_000_000_123_456L, 5, 6, 7));
    return rows.rows();
  }

  private Rows piece(int requests, long blockEnd) {
    RandomTraffic traffic = new RandomTraffic(new Random(1));
    EdgeSeries series = traffic.series();
    TrafficRows rows = new TrafficRows(TrafficTable.EDGES_10S, LOG, blockEnd);
    rows.add(new SeriesColumns(TENANT, series), hour, traffic.counts(requests, series, hour));
    return rows.rows();
  }

  private String requests() throws Exception {
    return sql.value("SELECT sum(requests) FROM edges_10s");
  }

  private List<String> parts() throws Exception {
    return sql.rows("SELECT uniqExact(_part) FROM edges_10s");
  }

  private static String end(Workload workload, String version) {
    return String.join("|", workload.cluster(), workload.namespace(), workload.name(), version);
  }

  private String text(EdgeSeries series, EdgeCounts counts) {
    EdgeKey key = series.key();
    return String.join(
        "|",
        TENANT,
        workload(key.source()),
        workload(key.destination()),
        key.service().namespace(),
        key.service().name(),
        key.traits().protocol().text(),
        key.traits().trafficClass().text(),
        key.traits().entry().text(),
        key.traits().exit().text(),
        series.reporter().text(),
        Integer.toString(series.details().port()),
        series.details().subset(),
        series.details().host(),
        series.details().sourcePrincipal(),
        series.details().destinationPrincipal(),
        series.details().security().text(),
        Long.toString(hour),
        Long.toUnsignedString(LOG),
        "77",
        Long.toString(counts.requests()),
        Long.toString(counts.attempts()),
        Long.toString(counts.late()),
        Long.toString(counts.bytesReceived()),
        Long.toString(counts.bytesSent()),
        Long.toString(counts.firstEndMicros()),
        Long.toString(counts.lastEndMicros()),
        map(counts.outcomes()),
        map(counts.flags()),
        map(counts.succeeded()),
        map(counts.failed()));
  }

  private static String workload(Workload workload) {
    return String.join(
        "|",
        end(workload, workload.version()),
        workload.canonicalService(),
        workload.kind().text());
  }

  private static String map(Counts counts) {
    List<String> pairs = new ArrayList<>();
    counts.forEach((key, count) -> pairs.add(key + ":" + count));
    return "{" + String.join(",", pairs) + "}";
  }
}
