package dev.meshscope.collector;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.Workload;
import dev.meshscope.testkit.mesh.SubnetClaim;
import dev.meshscope.testkit.nginx.AccessRecord;
import dev.meshscope.testkit.nginx.Backend;
import dev.meshscope.testkit.nginx.NginxBinary;
import dev.meshscope.testkit.nginx.NginxIngress;
import dev.meshscope.testkit.nginx.NginxPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real nginx set up like an Ingress controller, under one seeded load. What it logs in a file,
 * and what its applications counted, is the truth.
 */
@Tag("broker")
@Tag("nginx")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int REQUESTS = 1_500;
  private static final String COLLECTOR = "nginx-it";

  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final List<AutoCloseable> running = new ArrayList<>();
  private TestCollector collector;
  private PublishedTopics topics;
  private NginxIngress nginx;
  private List<AccessRecord> log;

  @BeforeAll
  void sendTheLoad(@TempDir Path directory) throws Exception {
    Optional<Path> binary = NginxBinary.find(System.getenv("PATH"));
    Optional<String> obstacle = NginxBinary.obstacle(System.getProperty("os.name"), binary);
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    EmbeddedKafka kafka =
        started(new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), 0)));
    kafka.start();
    collector =
        started(
            new TestCollector(
                TestCollector.config(kafka.bootstrapServers(), directory, COLLECTOR)));
    await().atMost(PATIENCE).until(collector::isReady);
    topics = started(new PublishedTopics(kafka.bootstrapServers()));
    SubnetClaim claim = started(SubnetClaim.firstFree());
    int port = collector.collector().syslogPort();
    InetSocketAddress syslog = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    NginxPlan plan = NginxPlan.on(claim.subnet(), syslog);
    Path root = Path.of(System.getProperty("meshscope.root", ".."));
    Path files = Files.createDirectory(directory.resolve("nginx"));
    nginx = started(new NginxIngress(binary.orElseThrow(), root, files, plan));

    nginx.load(REQUESTS, seed);
    log = nginx.truth(REQUESTS);
    await().atMost(PATIENCE).until(() -> ledger().received() == REQUESTS);
    await().atMost(PATIENCE).until(() -> topics.read().reports(COLLECTOR) == ledger().accepted());
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable one : running.reversed()) {
      one.close();
    }
  }

  @Test
  void takesEveryLineAndNoDatagramIsDropped() {
    assertThat(log).as("seed %d", seed).hasSize(REQUESTS);
    assertThat(ledger().accepted()).as("seed %d", seed).isEqualTo(REQUESTS);
    assertThat(ledger().rejected()).isZero();
    assertThat(collector.collector().syslog().received()).isEqualTo(REQUESTS);
    assertThat(collector.collector().syslog().kernelDrops()).hasValue(0);
  }

  @Test
  void reportsEachRequestAsNginxHasLoggedIt() {
    List<NginxRow> logged = log.stream().map(line -> NginxRow.logged(line, nginx)).toList();
    assertThat(counted(reported())).as("seed %d", seed).isEqualTo(counted(logged));
    assertThat(logged).extracting(NginxRow::cause).as("causes").doesNotContainNull();
    assertThat(counted(logged).size()).as("seed %d: kinds", seed).isGreaterThan(20);
  }

  @Test
  void countsTriesAsTheApplicationsDo() {
    for (Backend backend : Backend.values()) {
      boolean isDown = backend == Backend.DOWN || backend == Backend.GIVEN_UP;
      if (!isDown) {
        String address = nginx.address(backend).getAddress().getHostAddress();
        long reported = reported().stream().filter(row -> row.upstream().equals(address)).count();
        long pages = backend == Backend.DEFAULT_BACKEND ? errorPages() : 0;
        assertThat(reported + pages)
            .as("seed %d: %s", seed, backend)
            .isEqualTo(nginx.requestsOf(backend))
            .isPositive();
      }
    }
  }

  @Test
  void countsRetriesOfAHostThatIsDown() {
    String down = nginx.plan().hostsOf(Backend.API).getFirst().getAddress().getHostAddress();
    long retried =
        log.stream()
            .filter(line -> line.path().startsWith("/api"))
            .filter(line -> line.upstreamAddresses().startsWith(down))
            .count();
    long retries =
        reported().stream()
            .filter(row -> row.service().equals("shop/api"))
            .mapToLong(row -> row.attempts() - 1)
            .sum();
    assertThat(retries).as("seed %d", seed).isEqualTo(retried).isPositive();
  }

  @Test
  void entersThroughTheIngress() {
    List<EdgeReference> edges =
        topics.batches(COLLECTOR).stream()
            .flatMap(batch -> batch.flows().stream())
            .flatMap(flow -> flow.edges().stream())
            .toList();
    assertThat(edges)
        .filteredOn(edge -> edge.reporter() == Reporter.DESTINATION)
        .isNotEmpty()
        .allSatisfy(edge -> assertThat(edge.traits().entry()).isEqualTo(Entry.INGRESS));
    assertThat(edges)
        .filteredOn(edge -> edge.reporter() == Reporter.SOURCE)
        .isNotEmpty()
        .allSatisfy(edge -> assertThat(edge.traits().entry()).isEqualTo(Entry.NONE));
  }

  @Test
  void announcesTheAddressThatNginxCallsFrom() {
    String own = nginx.plan().listen().getAddress().getHostAddress();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(topics.read().announcements())
                .filteredOn(announced -> announced.key().address().equals(own))
                .extracting(announced -> announced.workload().identity())
                .extracting(Workload.Identity::namespace)
                .contains("ingress-nginx"));
  }

  private List<NginxRow> reported() {
    return topics.batches(COLLECTOR).stream().flatMap(NginxIT::rows).toList();
  }

  private static Stream<NginxRow> rows(RequestBatch batch) {
    return IntStream.range(0, batch.columns().size())
        .mapToObj(row -> NginxRow.reported(batch, row));
  }

  private static Map<NginxRow, Long> counted(List<NginxRow> rows) {
    return rows.stream().collect(groupingBy(Function.identity(), counting()));
  }

  /** Requests whose error page the default backend served. */
  private long errorPages() {
    return log.stream().filter(line -> line.upstreamAddresses().contains(" : ")).count();
  }

  private Ledger ledger() {
    return collector.collector().ledgers().of(ReportSource.SYSLOG);
  }

  private <T extends AutoCloseable> T started(T part) {
    running.add(part);
    return part;
  }
}
