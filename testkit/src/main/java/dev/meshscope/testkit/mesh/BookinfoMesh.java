package dev.meshscope.testkit.mesh;

import java.nio.file.Path;
import java.util.Map;

/**
 * Bookinfo as real Envoys and small Java applications on one subnet of loopback, reporting to a
 * collector. Linux only; see {@link EnvoyBinary#obstacle}.
 */
public final class BookinfoMesh implements AutoCloseable {
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
    try {
      EnvoyFleet envoys =
          EnvoyFleet.start(envoy, new BookinfoProxies(bookinfo).all(), collector, directory);
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

  /** What every proxy has counted since it started. */
  Map<Pod, Counters> counters() {
    return envoys.counters();
  }

  @Override
  public void close() {
    envoys.close();
    apps.close();
    claim.close();
  }
}
