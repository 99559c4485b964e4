package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Bookinfo as real Envoys and small Java applications on one subnet of loopback, reporting to a
 * collector. Linux only; see {@link EnvoyBinary#obstacle}.
 */
public final class BookinfoMesh implements AutoCloseable {
  private static final double WARM_UP_RATE = 100;
  private static final long WARM_UP_BATCH = 50;
  private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(60);
  private static final String STREAMS = "cluster." + ClusterJson.COLLECTOR + ".upstream_rq_active";

  private final SubnetClaim claim;
  private final Bookinfo bookinfo;
  private final BookinfoApps apps;
  private final EnvoyFleet envoys;

  private BookinfoMesh(SubnetClaim claim, Bookinfo bookinfo, BookinfoApps apps, EnvoyFleet envoys) {
    this.claim = claim;
    this.bookinfo = bookinfo;
    this.apps = apps;
    this.envoys = envoys;
  }

  /**
   * Starts it on a free subnet and returns when every proxy is ready.
   *
   * @param envoy Envoy's binary, 1.39 or younger
   * @param collector where access logs go; need not be there yet
   * @param directory an existing directory for one configuration and one log a pod
   * @throws MeshException if a proxy does not come up
   */
  public static BookinfoMesh start(Path envoy, Collector collector, Path directory) {
    SubnetClaim claim = SubnetClaim.firstFree();
    try {
      return start(claim, envoy, collector, directory);
    } catch (MeshException e) {
      claim.close();
      throw e;
    }
  }

  private static BookinfoMesh start(
      SubnetClaim claim, Path envoy, Collector collector, Path directory) {
    Bookinfo bookinfo = new Bookinfo(claim.subnet());
    List<ProxySpec> specs = new BookinfoProxies(bookinfo).all();
    BookinfoApps apps = new BookinfoApps(bookinfo);
    try {
      return new BookinfoMesh(
          claim, bookinfo, apps, EnvoyFleet.start(envoy, specs, collector, directory));
    } catch (MeshException e) {
      apps.close();
      throw e;
    }
  }

  /** Users in front of the ingress gateway, and other callers. Close it before the mesh. */
  public LoadGenerator users() {
    Map<Caller, AppClient> clients = new EnumMap<>(Caller.class);
    for (Caller caller : Caller.values()) {
      InetAddress own = InetAddress.ofLiteral(bookinfo.addressOf(caller));
      clients.put(caller, new AppClient(own, bookinfo.targetOf(caller)));
    }
    return new LoadGenerator(clients);
  }

  /** A TCP connection of ratings to its database, as its application would open one. */
  public Conversation openConnection() {
    Pod ratings = bookinfo.ratings();
    try {
      return apps.of(ratings).lines().open(ratings.socket(Bookinfo.DATABASE_PORT));
    } catch (IOException e) {
      throw new MeshException("cannot connect to the database", e);
    }
  }

  /** A gRPC stream of the product page to recommendations. */
  public Conversation openStream() {
    return apps.of(bookinfo.productpage()).rpc().open("recommendations:" + Bookinfo.APP_PORT);
  }

  /** Where callers without proxy reach the product page: its sidecar takes plaintext too. */
  public InetSocketAddress productpage() {
    return bookinfo.targetOf(Caller.NODE_PORT);
  }

  /**
   * Sends ordinary requests until every proxy has its streams to the collector, and lets the mesh
   * come to rest: entries that meet no collector are lost.
   *
   * @throws MeshException that names the proxies without a stream after 60 s
   */
  public void warmUp() {
    LoadPlan batch = LoadPlan.count(ScenarioMix.ordinary(), WARM_UP_RATE, WARM_UP_BATCH, 1);
    List<String> silent = new ArrayList<>();
    try (LoadGenerator users = users()) {
      Await.until(
          () -> "these proxies to open their streams to the collector: " + silent,
          WARM_UP_LIMIT,
          () -> {
            users.run(batch);
            silent.clear();
            silent.addAll(silent(envoys.counters()));
            return silent.isEmpty();
          });
    }
    quiet().await();
  }

  private List<String> silent(Map<Pod, Counters> counters) {
    return envoys.specs().stream()
        .filter(spec -> {
          Counters own = counters.getOrDefault(spec.pod(), new Counters(Map.of()));
          return own.get(STREAMS) < spec.accessLogStreams();
        })
        .map(spec -> spec.pod().workload())
        .toList();
  }

  /** Starts counting: everything sent before it ended, everything sent from now on counts. */
  public Measurement measure() {
    return Measurement.begin(quiet(), InstantSource.system());
  }

  private Quiet quiet() {
    return new Quiet(envoys, apps);
  }

  /**
   * Fails if a part of the mesh is gone.
   *
   * @throws MeshException that names the pod and shows the end of its log
   */
  public void check() {
    envoys.check();
  }

  /** Process numbers of the Envoys, for looking at what they cost. */
  public List<Long> pids() {
    return envoys.pids();
  }

  /** All pods with a proxy. */
  public List<Pod> pods() {
    return envoys.specs().stream().map(ProxySpec::pod).toList();
  }

  /** All pods whose proxy reports in this way. */
  public List<Pod> pods(ReportKind kind) {
    return envoys.specs().stream()
        .filter(spec -> spec.isReporting(kind))
        .map(ProxySpec::pod)
        .toList();
  }

  @Override
  public void close() {
    envoys.close();
    apps.close();
    claim.close();
  }
}
