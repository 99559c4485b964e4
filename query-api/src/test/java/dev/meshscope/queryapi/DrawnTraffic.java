package dev.meshscope.queryapi;

import dev.meshscope.model.Cause;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random traffic of a small mesh, the same for the same seed: calls with and without reports of
 * either side, retries that end elsewhere, waypoints, gateways, the world outside, ends that nobody
 * knows, all protocols and classes.
 */
final class DrawnTraffic {
  private static final int CALLS = 2_000;

  private final SplittableRandom random;
  private final Instant from;
  private final Duration length;
  private final List<Workload> callers = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();

  /**
   * What can be called.
   *
   * @param service the service
   * @param workloads who may answer
   * @param exit how the call leaves the mesh
   */
  private record Target(ServiceName service, List<Workload> workloads, Exit exit) {}

  /**
   * @param seed decides everything but the time
   * @param from no request ends before
   * @param length of the time in which requests end
   */
  DrawnTraffic(long seed, Instant from, Duration length) {
    this.random = new SplittableRandom(seed);
    this.from = from;
    this.length = length;
    drawMesh();
    for (int i = 0; i < CALLS; i++) {
      drawCall();
    }
  }

  List<Report> reports() {
    return reports;
  }

  static Workload workload(String cluster, String namespace, String name, String version) {
    var identity = new Workload.Identity(cluster, namespace, name, version);
    String service = name.replaceAll("-v\\d$", "");
    NodeKind kind = name.contains("gateway") ? NodeKind.GATEWAY : NodeKind.WORKLOAD;
    return new Workload(identity, service, kind);
  }

  private void drawMesh() {
    for (String cluster : List.of("east", "west")) {
      for (String name : List.of("cart", "pay", "stock")) {
        Workload one = workload(cluster, "shop", name + "-v1", "v1");
        Workload two = workload(cluster, "shop", name + "-v2", "v2");
        callers.addAll(List.of(one, two));
        targets.add(new Target(new ServiceName("shop", name), List.of(one, two), Exit.NONE));
      }
    }
    Workload ledger = workload("east", "bank", "ledger", "v7");
    Workload gateway = workload("east", "istio-system", "ingressgateway", "latest");
    callers.addAll(List.of(ledger, gateway, Workload.ofAddress("10.9.8.7"), Workload.UNKNOWN));
    targets.add(new Target(new ServiceName("bank", "ledger"), List.of(ledger), Exit.NONE));
    // A service in another namespace than its workload, and one that nothing answers for.
    targets.add(new Target(new ServiceName("alias", "ledger"), List.of(ledger), Exit.NONE));
    targets.add(new Target(new ServiceName("shop", "gone"), List.of(Workload.NONE), Exit.NONE));
    targets.add(new Target(ServiceName.NONE, List.of(Workload.UNKNOWN), Exit.NONE));
    targets.add(
        new Target(new ServiceName("istio-system", "ingressgateway"), List.of(gateway), Exit.NONE));
    for (Exit exit : List.of(Exit.SERVICE_ENTRY, Exit.PASSTHROUGH)) {
      String host = exit.text() + ".example.com";
      targets.add(new Target(new ServiceName("", host), List.of(Workload.external(host)), exit));
    }
  }

  private void drawCall() {
    Target target = pick(targets);
    Workload source = random.nextInt(8) == 0 ? Workload.external("client") : pick(callers);
    boolean isOutside = source.kind() == NodeKind.EXTERNAL;
    EdgeTraits traits =
        new EdgeTraits(
            random.nextInt(10) < 7 ? Protocol.HTTP : pick(List.of(Protocol.values())),
            random.nextInt(10) < 7 ? TrafficClass.LIVE : pick(List.of(TrafficClass.values())),
            isOutside ? pick(List.of(Entry.GATEWAY, Entry.NODEPORT, Entry.UNKNOWN)) : Entry.NONE,
            target.exit());
    String subset = pick(List.of("", "", "v1", "v2"));
    int attempts = random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 1;
    List<Workload> answered = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      answered.add(pick(target.workloads()));
    }
    int who = random.nextInt(10);
    if (who != 0 && !isOutside) {
      add(key(source, answered.getLast(), target, traits), Reporter.SOURCE, subset, attempts);
    }
    if (who == 2) {
      add(key(source, answered.getLast(), target, traits), Reporter.WAYPOINT, subset, 1);
    }
    if (who != 1 && answered.getLast().kind() != NodeKind.SERVICE) {
      for (Workload one : answered) {
        add(key(source, one, target, traits), Reporter.DESTINATION, "", 1);
      }
    }
  }

  private static EdgeKey key(Workload source, Workload to, Target target, EdgeTraits traits) {
    return new EdgeKey(source, to, target.service(), traits);
  }

  private void add(EdgeKey key, Reporter reporter, String subset, int attempts) {
    int port = pick(List.of(0, 80, 80, 9080));
    EdgeDetails details = drawDetails(key, reporter, port, subset);
    long end = from.getEpochSecond() * 1_000_000 + random.nextLong(length.toMillis() * 1_000);
    reports.add(
        new Report(
            new EdgeSeries(key, reporter, details),
            end,
            drawDuration(),
            drawOutcome(),
            random.nextInt(9) == 0 ? 0 : attempts,
            random.nextLong(5_000),
            random.nextLong(500_000),
            random.nextInt(20) == 0));
  }

  /** Callers never see the policy; callees do, and sometimes who called. */
  private EdgeDetails drawDetails(EdgeKey key, Reporter reporter, int port, String subset) {
    String callee = random.nextInt(3) == 0 ? principal(key.destination()) : "";
    if (reporter == Reporter.SOURCE) {
      return new EdgeDetails(port, subset, "", "", callee, ConnectionSecurityPolicy.UNKNOWN);
    }
    boolean isSecure = random.nextInt(4) != 0;
    return new EdgeDetails(
        port,
        subset,
        "",
        isSecure ? principal(key.source()) : "",
        isSecure ? callee : "",
        isSecure ? ConnectionSecurityPolicy.MUTUAL_TLS : ConnectionSecurityPolicy.NONE);
  }

  private static String principal(Workload workload) {
    return "spiffe://cluster.local/ns/%s/sa/%s"
        .formatted(workload.namespace(), workload.canonicalService());
  }

  /** From below a microsecond to minutes, evenly over the magnitudes; some have none. */
  private long drawDuration() {
    return random.nextInt(12) == 0
        ? RequestColumns.NO_DURATION
        : (long) Math.pow(10, random.nextDouble(2, 11.5));
  }

  private int drawOutcome() {
    return switch (random.nextInt(6)) {
      case 0 -> Outcome.of(pick(List.of(500, 503, 504)), -1, pick(List.of(Cause.values())));
      case 1 -> Outcome.of(0, -1, pick(List.of(Cause.values())));
      case 2 -> Outcome.of(200, random.nextInt(17), Cause.UPSTREAM_ERROR);
      case 3 -> Outcome.of(pick(List.of(301, 404, 429)), -1, Cause.NONE);
      default -> Outcome.of(200, -1, Cause.NONE);
    };
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
