package dev.meshscope.testkit.mesh;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
  private static final String STREAMS =
      "cluster." + ClusterJson.ACCESS_LOG_CLUSTER + ".upstream_rq_active";

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
   * @param envoy Envoy's binary, 1.37 or younger
   * @param collector where access logs go; need not be there yet
   * @param directory an existing directory for one configuration and one log a pod
   * @throws MeshException if a proxy does not come up
   */
  public static BookinfoMesh start(Path envoy, Collector collector, Path directory) {
    SubnetClaim claim = SubnetClaim.firstFree();
    Bookinfo bookinfo = new Bookinfo(claim.subnet());
    BookinfoApps apps = new BookinfoApps(bookinfo);
    List<ProxySpec> specs = new BookinfoProxies(bookinfo).all();
    try {
      EnvoyFleet envoys = EnvoyFleet.start(envoy, specs, collector, directory);
      return new BookinfoMesh(claim, bookinfo, apps, envoys);
    } catch (MeshException e) {
      apps.close();
      claim.close();
      throw e;
    }
  }

  /** Users in front of the ingress gateway. Close it before the mesh. */
  public LoadGenerator users() {
    return new LoadGenerator(
        new AppClient(
            bookinfo.clientAddress(), bookinfo.ingress().address(), BookinfoProxies.GATEWAY_PORT));
  }

  /**
   * Sends ordinary requests until every proxy has an open stream to the collector, and lets the
   * mesh come to rest: a first entry that met no collector would be lost uncounted.
   *
   * @throws MeshException if a stream is missing after 60 s
   */
  public void warmUp() {
    LoadPlan batch = LoadPlan.count(ScenarioMix.ordinary(), WARM_UP_RATE, WARM_UP_BATCH, 1);
    try (LoadGenerator users = users()) {
      Await.until(
          "every proxy to open its stream to the collector",
          WARM_UP_LIMIT,
          () -> {
            users.run(batch);
            return hasStreams(envoys.counters());
          });
    }
    quiet().await();
  }

  private boolean hasStreams(Map<Pod, Counters> counters) {
    return envoys.specs().stream()
        .allMatch(spec -> {
          Counters own = counters.getOrDefault(spec.pod(), new Counters(Map.of()));
          return own.get(STREAMS) >= spec.accessLogStreams();
        });
  }

  /** Starts counting: everything sent before it ended, everything sent from now on counts. */
  public Measurement measure() {
    return Measurement.begin(quiet(), InstantSource.system());
  }

  private Quiet quiet() {
    return new Quiet(envoys);
  }

  /**
   * Fails if a part of the mesh is gone.
   *
   * @throws MeshException that names the pod and shows the end of its log
   */
  public void check() {
    envoys.check();
  }

  /** All pods with a proxy. */
  public List<Pod> pods() {
    return envoys.specs().stream().map(ProxySpec::pod).toList();
  }

  @Override
  public void close() {
    envoys.close();
    apps.close();
    claim.close();
  }
}
