package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.GroundTruth.SourceEdge;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Ground truth for people: one line an edge, a callee, a listener, a scenario. */
public final class GroundTruthTable {
  private final GroundTruth truth;
  private final StringBuilder text = new StringBuilder();

  public GroundTruthTable(GroundTruth truth) {
    this.truth = truth;
  }

  /** The whole table, with a line feed after each line. */
  public String render() {
    text.setLength(0);
    line("%s to %s".formatted(truth.from(), truth.to()));
    users();
    sources();
    destinations();
    listeners();
    tcp();
    apps();
    reports();
    return text.toString();
  }

  private void users() {
    line("%nusers sent %d".formatted(truth.sent().sent()));
    Map<String, Long> rows = new TreeMap<>();
    truth
        .sent()
        .counts()
        .forEach((result, n) -> rows.put(result.scenario().label() + " " + result.status(), n));
    rows.forEach((row, n) -> line("  %-60s %8d".formatted(row, n)));
  }

  private void sources() {
    line("%nsource view: %d".formatted(truth.sourceRequests()));
    Map<SourceEdge, Long> retries = truth.retries();
    truth.sourceView().entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().toString()))
        .forEach(e -> {
          SourceEdge edge = e.getKey();
          String target = edge.host() + ":" + edge.port() + " " + edge.subset();
          String source = edge.source().workload();
          long retried = retries.getOrDefault(edge, 0L);
          line(
              "  %-20s %-60s %s retries %d"
                  .formatted(source, target, new TreeMap<>(e.getValue()), retried));
        });
  }

  private void destinations() {
    line("%ndestination view".formatted());
    truth.destinationView().entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().workload()))
        .forEach(e -> line("  %-20s %s".formatted(e.getKey().workload(), e.getValue())));
  }

  private void listeners() {
    line("%nlisteners".formatted());
    for (ListenerTruth each : truth.listeners()) {
      line(
          "  %-20s %-24s %8d requests %s, unanswered %d, %s"
              .formatted(
                  each.pod().workload(),
                  each.statPrefix(),
                  each.requests(),
                  new TreeMap<>(each.responseClasses()),
                  each.unanswered(),
                  each.local()));
    }
  }

  private void tcp() {
    line("%nTCP connections".formatted());
    for (TcpTruth each : truth.tcp()) {
      line(
          "  %-20s %-60s %8d".formatted(each.pod().workload(), each.cluster(), each.connections()));
    }
  }

  private void apps() {
    AppTruth apps = truth.apps();
    line("%napplications".formatted());
    line(
        "  %-20s %s, served %s".formatted("database", apps.databaseAsked(), apps.databaseServed()));
    for (Rpc rpc : Rpc.values()) {
      RpcResult expected = new RpcResult(rpc, rpc.status());
      line(
          "  %-20s %d calls ended with status %d, served %d"
              .formatted(
                  rpc.method(),
                  apps.rpcAsked().getOrDefault(expected, 0L),
                  rpc.status(),
                  apps.rpcServed().getOrDefault(expected, 0L)));
    }
  }

  private void reports() {
    line("%nreports".formatted());
    for (ReportKind kind : ReportKind.values()) {
      line(
          "  %-20s %8d sent of %d written, %d dropped"
              .formatted(kind, truth.reported(kind), truth.written(kind), truth.dropped(kind)));
    }
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }
}
