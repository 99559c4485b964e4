package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the platform's knowledge to the marks of edges, through everything: a request is read by the
 * inventory of its own time, however late its report comes and whatever was started anew since.
 */
@Tag("broker")
@Tag("engine")
class InventoryIT {
  private static final String CLIENT = "198.51.100.9";
  private static final String POD = "10.0.7.7";
  private static final String SERVICE =
      """
      {"namespace": "shop", "name": "cart", "clusterAddresses": ["10.96.0.1"], %s}
      """;
  private static final String NODE_PORTS = "\"nodePorts\": [30080]";
  private static final String BALANCERS = "\"loadBalancerAddresses\": [\"203.0.113.7\"]";

  @TempDir private Path directory;

  @Test
  void requestsAreReadByTheInventoryOfTheirTime() throws Exception {
    Path file = directory.resolve("inventory.yaml");
    Map<String, String> usual =
        Map.of(
            "MESHSCOPE_IDENTITY_RESOLVE_DELAY", "1s", // of the pod, which nobody announces
            "MESHSCOPE_PUBLISH_IDLE_INTERVAL", "1s",
            "MESHSCOPE_INVENTORY_FILE_INTERVAL", "200ms");
    Map<String, String> withFile = new HashMap<>(usual);
    withFile.put("MESHSCOPE_INVENTORY_FILE", file.toString());
    Instant second;
    try (RunningStandalone first = RunningStandalone.start(directory.resolve("data"), usual)) {
      put(first, inventory(""));
      first.awaitInventories(1);
      report(first, CLIENT, Instant.now());
      assertThat(entries(first)).isEqualTo(Map.of(CLIENT + " unknown", 1L));

      second = put(first, inventory(SERVICE.formatted(NODE_PORTS)));
      first.awaitInventories(2);
      report(first, CLIENT, Instant.now());
      report(first, POD, Instant.now());
      report(first, CLIENT, second.minusSeconds(60));
      assertThat(entries(first))
          .isEqualTo(Map.of(CLIENT + " unknown", 2L, "client nodeport", 1L, POD + " ", 1L));
      StageBalance.await(first);
    }

    Files.writeString(file, inventory(SERVICE.formatted(NODE_PORTS)));
    try (RunningStandalone again = RunningStandalone.start(directory.resolve("data"), withFile)) {
      again.awaitInventories(2);
      assertThat(since(again)).isEqualTo(second);
      report(again, CLIENT, second.minusSeconds(60));
      report(again, CLIENT, Instant.now());

      Files.writeString(file, inventory(SERVICE.formatted(BALANCERS)));
      again.awaitInventories(3);
      report(again, CLIENT, Instant.now());
      report(again, CLIENT, second.plusNanos(1_000_000));
      assertThat(entries(again))
          .isEqualTo(
              Map.of(
                  CLIENT + " unknown",
                  3L,
                  "client nodeport",
                  3L,
                  "client loadbalancer",
                  1L,
                  POD + " ",
                  1L));
      StageBalance.await(again);
    }
  }

  private static String inventory(String services) {
    return """
    {"clusters": [{"name": "east", "namespaces": ["shop"], "nodeAddresses": ["192.168.0.10"],
      "podCidrs": ["10.0.0.0/16"], "serviceCidrs": ["10.96.0.0/12"], "services": [%s]}]}
    """
        .formatted(services);
  }

  /** Returns when the report is in the answers; only an open stream makes them fresh. */
  private static void report(RunningStandalone standalone, String from, Instant start)
      throws Exception {
    long before = standalone.received();
    try (ReportingSidecar sidecar = new ReportingSidecar(standalone.grpcPort(), "cart")) {
      sidecar.called(from, "cart.example.com", start);
      Waiting.until("the report is received", () -> standalone.received() > before);
      Instant received = Instant.now();
      Waiting.until("the report is stored", () -> standalone.freshThrough().isAfter(received));
      Waiting.until("no report waits", () -> standalone.waiting() == 0);
    }
  }

  /** Requests by source and entry. */
  private static Map<String, Long> entries(RunningStandalone standalone) throws Exception {
    Map<String, Long> entries = new TreeMap<>();
    for (EdgeAnswer edge :
        new TopologyAnswer(standalone.api().get("/api/v1/topology?from=now-1h")).edges()) {
      String entry = edge.json().path("entry").asString("");
      entries.merge(edge.sourceName() + " " + entry, edge.requests(), Long::sum);
    }
    return entries;
  }

  private static Instant put(RunningStandalone standalone, String document) throws Exception {
    standalone.putInventory(document);
    return since(standalone);
  }

  private static Instant since(RunningStandalone standalone) throws Exception {
    return Instant.parse(standalone.api().get("/api/v1/inventory").path("since").asString());
  }
}
