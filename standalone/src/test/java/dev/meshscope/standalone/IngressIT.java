package dev.meshscope.standalone;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.BookinfoMesh;
import dev.meshscope.testkit.mesh.GroundTruth;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.Scenario;
import dev.meshscope.testkit.mesh.ScenarioMix;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real nginx as Ingress controller in front of a sidecar of the real mesh: what it sends there is
 * reported by both, over syslog and over the access log service, and counts once.
 */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
@Tag("nginx")
class IngressIT {
  private static final ScenarioMix MIX =
      new ScenarioMix(Map.of(Scenario.BROWSE, 3, Scenario.NODE_PORT, 2, Scenario.HEALTH_PROBE, 1));

  private static final long MESH_REQUESTS = 1_200;
  private static final double RATE = 150;
  private static final long SEED = 20_261_125;
  private static final String CONTROLLER = "ingress-nginx-controller";
  private static final String HOST = "bookinfo.example";

  /** Requests through nginx by what the product page is told to answer. */
  private static final Map<String, Integer> NGINX_REQUESTS =
      Map.of(
          "", 200,
          "x-behavior: productpage=status:500", 30,
          "x-behavior: productpage=status:404", 20,
          "x-behavior: productpage=close", 10);

  @TempDir static Path directory;

  private static MeasuredMesh measured;
  private static Nginx nginx;
  private static GroundTruth truth;
  private static List<AccessRecord> log;

  @BeforeAll
  static void runBoth() throws Exception {
    Optional<Path> binary = NginxBinary.find(System.getenv("PATH"));
    Optional<String> obstacle = NginxBinary.obstacle(System.getProperty("os.name"), binary);
    Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    nginx = new Nginx(binary.orElseThrow());
    measured = MeasuredMesh.run(directory, LoadPlan.count(MIX, RATE, MESH_REQUESTS, SEED), nginx);
    truth = measured.truth();
    log = nginx.truth();
  }

  @AfterAll
  static void stop() {
    if (measured != null) {
      measured.close();
    }
    if (nginx != null) {
      nginx.close();
    }
  }

  @Test
  void everyStageBalances() {
    measured.assertEveryStageBalances();
  }

  @Test
  void takesWhatBothReport() {
    measured.assertEveryEntryWasReceived();
    assertThat(measured.ledger(ReportSource.SYSLOG).accepted()).isEqualTo(log.size());
    assertThat(measured.ledger(ReportSource.SYSLOG).received()).isEqualTo(log.size());
  }

  @Test
  void countsWhatCallersExperiencedAndCalleesServed() throws Exception {
    measured.assertSourceView(IngressIT::isFromController);
    measured.assertDestinationView();
  }

  @Test
  void bothSidesOfTheEdgeEqualTheirOwnCounts() throws Exception {
    Map<Integer, Long> told = codes(AccessRecord::status);
    EdgeAnswer source = one("reporter=source&class=all", IngressIT::isFromController);
    assertThat(source.responses()).isEqualTo(told);
    assertThat(source.json().path("view").asString()).isEqualTo("source");
    EdgeAnswer destination = one("reporter=destination&class=all", IngressIT::isFromController);
    assertThat(destination.responses()).isEqualTo(served());
    assertThat(destination.json().path("view").asString()).isEqualTo("destination");
    assertThat(destination.service()).isEqualTo("productpage").isEqualTo(source.service());
    assertThat(destination.json().path("id")).isEqualTo(source.json().path("id"));
    assertThat(destination.requests()).isEqualTo(source.requests()).isEqualTo(log.size());
  }

  @Test
  void eachRequestCountsOnce() throws Exception {
    EdgeAnswer edge = one("class=all", IngressIT::isFromController);
    assertThat(edge.json().path("trafficClass").asString()).isEqualTo("live");
    assertThat(edge.requests()).isEqualTo(log.size());
    assertThat(edge.json().path("requestsBySource").asLong()).isEqualTo(log.size());
    assertThat(edge.json().path("requestsByDestination").asLong()).isEqualTo(log.size());
    assertThat(edge.responses()).isEqualTo(codes(AccessRecord::status));
    assertThat(edge.entry()).isEmpty();
    Map<Integer, Long> counted =
        TopologyAnswer.sum(
            measured.ask("class=live").edges().stream()
                .filter(answered -> answered.service().equals("productpage"))
                .toList());
    Map<Integer, Long> expected = codes(AccessRecord::status);
    expected.merge(200, sent(Scenario.BROWSE) + sent(Scenario.NODE_PORT), Long::sum);
    assertThat(counted).isEqualTo(expected);
  }

  @Test
  void everyWayInHasItsMark() throws Exception {
    Map<String, Long> entries =
        measured.ask("class=live").edges().stream()
            .filter(edge -> !edge.entry().isEmpty())
            .collect(
                groupingBy(
                    edge ->
                        "%s %s %s %s"
                            .formatted(
                                edge.entry(),
                                edge.sourceName(),
                                edge.destinationName().equals(CONTROLLER)
                                    ? "controller"
                                    : edge.destinationName(),
                                edge.responses().keySet()),
                    TreeMap::new,
                    Collectors.summingLong(EdgeAnswer::requests)));
    assertThat(entries)
        .isEqualTo(
            Map.of(
                "ingress client controller " + codes(AccessRecord::status).keySet(),
                (long) log.size(),
                "gateway client istio-ingressgateway [200]",
                sent(Scenario.BROWSE),
                "nodeport client productpage-v1 [200]",
                sent(Scenario.NODE_PORT)));
  }

  @Test
  void probesStayInTheirClass() throws Exception {
    EdgeAnswer probe = one("class=probe", edge -> true);
    assertThat(probe.destinationName()).isEqualTo("productpage-v1");
    assertThat(probe.responses()).isEqualTo(Map.of(200, sent(Scenario.HEALTH_PROBE)));
  }

  /** What the sidecar answered to nginx: its own count of all, less what others got. */
  private static Map<Integer, Long> served() {
    Map<Integer, Long> served = new TreeMap<>();
    truth
        .destinationView()
        .forEach((pod, codes) -> {
          if (pod.workload().equals("productpage-v1")) {
            served.putAll(codes);
          }
        });
    served.merge(200, -sent(Scenario.BROWSE), Long::sum);
    served.merge(200, -sent(Scenario.NODE_PORT), Long::sum);
    served.merge(200, -sent(Scenario.HEALTH_PROBE), Long::sum);
    return served;
  }

  private static Map<Integer, Long> codes(Function<AccessRecord, Integer> code) {
    return log.stream().collect(groupingBy(code, TreeMap::new, counting()));
  }

  private static boolean isFromController(EdgeAnswer edge) {
    return edge.sourceName().equals(CONTROLLER);
  }

  private static long sent(Scenario scenario) {
    return truth.sent().of(scenario);
  }

  private static EdgeAnswer one(String question, Predicate<EdgeAnswer> filter) throws Exception {
    List<EdgeAnswer> edges = measured.ask(question).edges().stream().filter(filter).toList();
    assertThat(edges).as(question).hasSize(1);
    return edges.getFirst();
  }

  /** The controller, and what the platform knows of its cluster. */
  private static final class Nginx implements MeasuredMesh.Beside, AutoCloseable {
    private final Path binary;
    private final SubnetClaim claim = SubnetClaim.firstFree();
    private Optional<NginxIngress> running = Optional.empty();
    private int requests;

    Nginx(Path binary) {
      this.binary = binary;
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("MESHSCOPE_NGINX_WORKLOAD", CONTROLLER);
    }

    @Override
    public void prepare(RunningStandalone standalone, BookinfoMesh mesh) throws Exception {
      InetSocketAddress productpage = mesh.productpage();
      String pods = productpage.getAddress().getHostAddress().replaceFirst("\\d+$", "0/27");
      standalone.putInventory(
          """
          {"clusters": [{"name": "Kubernetes",
            "namespaces": ["bookinfo", "istio-system", "ingress-nginx"],
            "nodeAddresses": ["node-1.example.com"], "podCidrs": ["%s", "%s/32"],
            "services": [{"namespace": "bookinfo", "name": "productpage",
              "nodePorts": [30080]}]}]}
          """
              .formatted(pods, claim.subnet().address(10)));
      standalone.awaitInventories(1);
      NginxPlan plan =
          NginxPlan.on(
                  claim.subnet(),
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), standalone.syslogPort()))
              .with(Backend.PRODUCTPAGE, List.of(productpage));
      Path root = Path.of(System.getProperty("meshscope.root"));
      Path files = Files.createDirectory(directory.resolve("nginx"));
      running = Optional.of(new NginxIngress(binary, root, files, plan));
    }

    @Override
    public void send(Instant from) throws Exception {
      for (Map.Entry<String, Integer> kind : NGINX_REQUESTS.entrySet()) {
        for (int i = 0; i < kind.getValue(); i++) {
          running.orElseThrow().get(HOST, "/productpage", kind.getKey());
          requests++;
        }
      }
    }

    List<AccessRecord> truth() throws Exception {
      return running.orElseThrow().truth(requests);
    }

    @Override
    public void close() {
      running.ifPresent(NginxIngress::close);
      claim.close();
    }
  }
}
