package dev.meshscope.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A small Bookinfo out of records: the golden files and the size of a typical batch. */
final class Samples {
  static final long NOW_MICROS = 1_790_000_000_123_456L;

  private static final int HTTP_PORT = 9080;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private Samples() {}

  static RequestBatch.Header header() {
    RequestBatch.Origin origin = new RequestBatch.Origin("collector-0", NOW_MICROS - 60_000_000, 3);
    return new RequestBatch.Header("default", origin, 17, 4711, 2, NOW_MICROS);
  }

  static Workload workload(String name, String version) {
    return new Workload(
        new Workload.Identity("Kubernetes", "bookinfo", name + "-" + version, version),
        name,
        NodeKind.WORKLOAD);
  }

  static EdgeTraits live() {
    return new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, Exit.NONE);
  }

  static EdgeDetails details(String host) {
    return new EdgeDetails(
        HTTP_PORT,
        "v1",
        host,
        "spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage",
        "spiffe://cluster.local/ns/bookinfo/sa/bookinfo-" + host,
        ConnectionSecurityPolicy.MUTUAL_TLS);
  }

  static EdgeSeries series() {
    EdgeKey key =
        new EdgeKey(
            workload("productpage", "v1"),
            workload("reviews", "v2"),
            new ServiceName("bookinfo", "reviews"),
            live());
    return new EdgeSeries(key, Reporter.SOURCE, details("reviews"));
  }

  /** What the sidecar of productpage says of a call to reviews: the peer is known by address. */
  static EdgeReference sidecarEdge() {
    return new EdgeReference(
        Reporter.SOURCE,
        new Party.Known(workload("productpage", "v1")),
        new Party.ByAddress(
            "10.244.1.7", Party.Principal.NONE, Workload.ofAddress("10.244.1.7"), true),
        new ServiceName("bookinfo", "reviews"),
        live(),
        details("reviews"));
  }

  /** The edge on which the ingress gateway was called. */
  static EdgeReference entryEdge() {
    Workload gateway =
        new Workload(
            new Workload.Identity("Kubernetes", "istio-system", "istio-ingressgateway", "latest"),
            "istio-ingressgateway",
            NodeKind.GATEWAY);
    return new EdgeReference(
        Reporter.DESTINATION,
        new Party.ByAddress(
            "10.0.0.9",
            new Party.Principal("bookinfo", "loadgen"),
            Workload.external("client"),
            false),
        new Party.Known(gateway),
        new ServiceName("istio-system", "istio-ingressgateway"),
        new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.GATEWAY, Exit.NONE),
        new EdgeDetails(8080, "", "bookinfo.example.com", "", "", ConnectionSecurityPolicy.NONE));
  }

  static RequestBatch requestBatch() {
    List<Flow> flows =
        List.of(new Flow(List.of(sidecarEdge())), new Flow(List.of(entryEdge(), sidecarEdge())));
    RequestColumns columns = new RequestColumns();
    columns.begin(0);
    columns.time(NOW_MICROS - 400_000, 12_345_678, false);
    columns.result(Outcome.of(OK, Outcome.NO_GRPC_STATUS, Cause.NONE), 0);
    columns.volume(321, 1234, 1);
    columns.begin(1);
    columns.time(NOW_MICROS - 900_000, 1_500_000_000, true);
    columns.result(
        Outcome.of(UNAVAILABLE, 14, Cause.UPSTREAM_RESET),
        ResponseFlag.UC.bit() | ResponseFlag.URX.bit());
    columns.volume(55, 95, 3);
    columns.begin(1);
    columns.time(NOW_MICROS - 100_000, RequestColumns.NO_DURATION, false);
    columns.result(Outcome.of(0, -1, Cause.CLIENT_GONE), ResponseFlag.DC.bit());
    columns.volume(10, 0, 0);
    return new RequestBatch(header(), flows, columns);
  }

  /** The same, a stream that goes on, and what the first two asked for. */
  static RequestBatch requestBatchWithOpenStream() {
    RequestBatch batch = requestBatch();
    RequestColumns columns = new RequestColumns();
    for (int row = 0; row < batch.columns().size(); row++) {
      columns.append(batch.columns(), row, batch.columns().flow(row));
      columns.asked((row + 1) % batch.columns().size());
    }
    columns.begin(0);
    columns.open(NOW_MICROS - 50_000);
    columns.volume(4_000, 70_000, 0);
    return new RequestBatch(
        header(), batch.flows(), List.of("GET /reviews/{id}", "bookinfo.Reviews/Get"), columns);
  }

  static DeltaBatch deltaBatch() {
    RequestBatch batch = requestBatch();
    EdgeCounts counts = new EdgeCounts();
    for (int row = 0; row < batch.columns().size(); row++) {
      counts.add(batch.columns(), row, series());
    }
    long window = EdgeDelta.windowOf(NOW_MICROS);
    DeltaBatch.Progress progress =
        new DeltaBatch.Progress(batch.header().origin(), NOW_MICROS, 5, 4711, 2);
    List<EdgeDelta> deltas = new ArrayList<>();
    deltas.add(new EdgeDelta(series(), window, counts));
    deltas.add(new EdgeDelta(series(), window - EdgeDelta.WINDOW_SECONDS, counts));
    return new DeltaBatch("default", List.of(progress), deltas);
  }

  static Announcement announcement() {
    return new Announcement(
        new Announcement.Key(
            "default", "10.244.1.7", "sidecar~10.244.1.7~reviews-v2-7d4.bookinfo~x", NOW_MICROS),
        workload("reviews", "v2"),
        "bookinfo-reviews");
  }

  static ReporterEvent reporterEvent() {
    return new ReporterEvent(
        "default",
        "sidecar~10.244.1.7~reviews-v2-7d4.bookinfo~x",
        "collector-0",
        ReporterEvent.Kind.ALIVE,
        NOW_MICROS,
        workload("reviews", "v2"));
  }

  static Inventory inventory() {
    Inventory.Service gateway =
        new Inventory.Service(
            new ServiceName("istio-system", "istio-ingressgateway"),
            List.of(ip("10.96.1.2"), ip("fd00:10:96::2")),
            List.of(31_653, 32_000),
            List.of("203.0.113.7", "lb.example.com"));
    Inventory.Service headless =
        new Inventory.Service(
            new ServiceName("bookinfo", "mongodb"), List.of(), List.of(), List.of());
    Inventory.Cluster cluster =
        new Inventory.Cluster(
            "Kubernetes",
            List.of("bookinfo", "istio-system"),
            List.of("192.168.49.2", "fd00::49:2", "minikube"),
            List.of(cidr("10.244.0.0/16"), cidr("fd00:10:244::/56")),
            List.of(cidr("10.96.0.0/12"), cidr("fd00:10:96::/108")),
            List.of(gateway, headless));
    return new Inventory(new Inventory.Key("default", NOW_MICROS), List.of(cluster));
  }

  static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  static Cidr cidr(String text) {
    return Cidr.parse(text).orElseThrow();
  }

  /**
   * What a collector publishes in half a second of a busy mesh.
   *
   * @param reports how many rows
   * @param flowCount how many flows they belong to
   */
  static RequestBatch typicalBatch(int reports, int flowCount, RandomGenerator random) {
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < flowCount; i++) {
      flows.add(new Flow(List.of(typicalEdge(i))));
    }
    RequestColumns columns = new RequestColumns();
    for (int row = 0; row < reports; row++) {
      boolean isError = random.nextInt(100) == 0;
      columns.begin(random.nextInt(flowCount));
      long duration = (long) (8e6 * Math.exp(random.nextGaussian()));
      columns.time(NOW_MICROS - random.nextInt(1_500_000), duration, random.nextInt(200) == 0);
      columns.result(
          isError
              ? Outcome.of(UNAVAILABLE, -1, Cause.UPSTREAM_RESET)
              : Outcome.of(OK, -1, Cause.NONE),
          isError ? ResponseFlag.UC.bit() : 0);
      columns.volume(random.nextInt(2000), random.nextInt(60_000), isError ? 2 : 1);
    }
    return new RequestBatch(header(), flows, columns);
  }

  private static EdgeReference typicalEdge(int number) {
    String service = "service-" + number;
    Workload caller = workload("caller-" + number / 4, "v1");
    boolean isSource = number % 2 == 0;
    String address = "10.244.1." + number;
    Party callee =
        isSource
            ? new Party.ByAddress(address, Party.Principal.NONE, Workload.ofAddress(address), true)
            : new Party.Known(workload(service, "v1"));
    return new EdgeReference(
        isSource ? Reporter.SOURCE : Reporter.DESTINATION,
        new Party.Known(caller),
        callee,
        new ServiceName("bookinfo", service),
        live(),
        details(service));
  }
}
