package dev.meshscope.testkit.mesh;

import static dev.meshscope.testkit.mesh.Bookinfo.ADS_HOST;
import static dev.meshscope.testkit.mesh.Bookinfo.APP_PORT;
import static dev.meshscope.testkit.mesh.Bookinfo.BOOKS_HOST;
import static dev.meshscope.testkit.mesh.Bookinfo.DATABASE_PORT;
import static dev.meshscope.testkit.mesh.Bookinfo.OUTSIDE_PORT;
import static dev.meshscope.testkit.mesh.Bookinfo.UNLISTENED_PORT;

import dev.meshscope.testkit.mesh.ProxySpec.HttpListener;
import dev.meshscope.testkit.mesh.ProxySpec.TcpListener;
import dev.meshscope.testkit.mesh.Route.Answer;
import dev.meshscope.testkit.mesh.Route.Fault;
import dev.meshscope.testkit.mesh.Route.Match;
import dev.meshscope.testkit.mesh.Route.Policy;
import dev.meshscope.testkit.mesh.Route.Redirect;
import dev.meshscope.testkit.mesh.Route.Share;
import dev.meshscope.testkit.mesh.Route.Split;
import dev.meshscope.testkit.mesh.Route.VirtualHost;
import dev.meshscope.testkit.mesh.UpstreamCluster.Endpoint;
import dev.meshscope.testkit.mesh.UpstreamCluster.Limits;
import java.util.List;
import java.util.stream.Stream;

/** How each proxy of {@link Bookinfo} is set up: its listeners, routes and clusters. */
final class BookinfoProxies {
  static final int INBOUND_PORT = 15006;
  static final int OUTBOUND_PORT = 15001;
  static final int GATEWAY_PORT = 8080;
  static final long TIMEOUT_MILLIS = 200;
  private static final long DELAY_MILLIS = 50;

  /** From where Istio's sidecars speak to their application. */
  private static final String INBOUND_SOURCE = "127.0.0.6";

  private static final String DETAILS = service("details");
  private static final String REVIEWS = service("reviews");
  private static final String RATINGS = service("ratings");
  private static final String ARCHIVE = service("archive");
  private static final String DATABASE = service("mysqldb");
  private static final String EGRESS = "istio-egressgateway.istio-system.svc.cluster.local";

  /** Where mirrored requests go: no caller reports what is sent there. */
  static final ClusterName MIRROR = ClusterName.outbound(APP_PORT, "v2", DETAILS);

  private final Bookinfo bookinfo;

  BookinfoProxies(Bookinfo bookinfo) {
    this.bookinfo = bookinfo;
  }

  private static String service(String name) {
    return name + ".bookinfo.svc.cluster.local";
  }

  List<ProxySpec> all() {
    Stream<ProxySpec> fixed =
        Stream.of(ingress(), productpage(), details(), ratings(), database(), egress());
    Stream<ProxySpec> mirrored =
        Stream.of(sidecar(bookinfo.detailsV2(), List.of(), List.of(), List.of()));
    Stream<ProxySpec> reviews = bookinfo.reviews().stream().map(this::reviews);
    return Stream.of(fixed, mirrored, reviews).flatMap(s -> s).toList();
  }

  private ProxySpec ingress() {
    Pod pod = bookinfo.ingress();
    ClusterName productpage = ClusterName.outbound(APP_PORT, "", service("productpage"));
    ClusterName archive = ClusterName.outbound(APP_PORT, "", ARCHIVE);
    List<Route> routes =
        List.of(
            new Route("status", Match.path("/status"), new Answer(200, "up"), Policy.NONE),
            new Route("index", Match.path("/index"), new Redirect("/productpage"), Policy.NONE),
            Route.toCluster("archive", Match.path("/archive"), archive),
            Route.toCluster("productpage", Match.path("/productpage"), productpage));
    HttpListener listener =
        new HttpListener(
            Side.GATEWAY, GATEWAY_PORT, List.of(new VirtualHost("*:80", List.of("*"), routes)));
    return new ProxySpec(
        pod,
        List.of(listener),
        List.of(),
        List.of(to(pod, productpage, bookinfo.productpage()), to(pod, archive)));
  }

  private ProxySpec productpage() {
    Pod pod = bookinfo.productpage();
    List<VirtualHost> hosts =
        List.of(
            host("details", APP_PORT, detailsRoutes()),
            host(
                "details",
                UNLISTENED_PORT,
                List.of(forward(UNLISTENED_PORT, DETAILS).with(Policy.RETRIED))),
            host("reviews", APP_PORT, reviewsRoutes()),
            host("ratings", APP_PORT, List.of(forward(APP_PORT, RATINGS))),
            host("archive", APP_PORT, List.of(forward(APP_PORT, ARCHIVE))),
            new VirtualHost(ADS_HOST + ":80", List.of(ADS_HOST), List.of(forward(80, ADS_HOST))));
    return sidecar(pod, hosts, List.of(), productpageClusters(pod));
  }

  private static List<Route> detailsRoutes() {
    ClusterName v1 = ClusterName.outbound(APP_PORT, "v1", DETAILS);
    return List.of(
        Route.toCluster("details-timeout", Match.scenario(Scenario.TIMEOUT), v1)
            .with(Policy.NONE.within(TIMEOUT_MILLIS)),
        Route.toCluster(
            "details-connections",
            Match.scenario(Scenario.PENDING_OVERFLOW),
            ClusterName.outbound(APP_PORT, "one-connection", DETAILS)),
        Route.toCluster(
            "details-requests",
            Match.scenario(Scenario.REQUEST_OVERFLOW),
            ClusterName.outbound(APP_PORT, "one-request", DETAILS)),
        Route.toCluster(
                "details-retries",
                Match.scenario(Scenario.RETRY_REFUSED),
                ClusterName.outbound(APP_PORT, "no-retry", DETAILS))
            .with(Policy.RETRIED),
        Route.toCluster("details", Match.ANY, v1).with(Policy.RETRIED.mirroredTo(MIRROR)));
  }

  private static List<Route> reviewsRoutes() {
    Split split =
        new Split(
            List.of(
                new Share(ClusterName.outbound(APP_PORT, "v1", REVIEWS), 70),
                new Share(ClusterName.outbound(APP_PORT, "v2", REVIEWS), 20),
                new Share(ClusterName.outbound(APP_PORT, "v3", REVIEWS), 10)));
    Policy abort = Policy.RETRIED.with(new Fault(503, 0));
    Policy delay = Policy.RETRIED.with(new Fault(0, DELAY_MILLIS));
    return List.of(
        new Route("reviews-abort", Match.scenario(Scenario.FAULT_ABORT), split, abort),
        new Route("reviews-delay", Match.scenario(Scenario.FAULT_DELAY), split, delay),
        new Route("reviews", Match.ANY, split, Policy.RETRIED));
  }

  private List<UpstreamCluster> productpageClusters(Pod pod) {
    Pod details = bookinfo.detailsV1();
    Endpoint unlistened = new Endpoint(details.address(), UNLISTENED_PORT);
    return List.of(
        to(pod, ClusterName.outbound(APP_PORT, "v1", DETAILS), details),
        to(pod, MIRROR, bookinfo.detailsV2()),
        to(pod, ClusterName.outbound(APP_PORT, "one-connection", DETAILS), details)
            .with(Limits.ONE_CONNECTION),
        to(pod, ClusterName.outbound(APP_PORT, "one-request", DETAILS), details)
            .with(Limits.ONE_REQUEST)
            .overHttp2(),
        to(pod, ClusterName.outbound(APP_PORT, "no-retry", DETAILS), details).with(Limits.NO_RETRY),
        at(pod, ClusterName.outbound(UNLISTENED_PORT, "", DETAILS), unlistened),
        to(pod, ClusterName.outbound(APP_PORT, "v1", REVIEWS), bookinfo.reviews().get(0)),
        to(pod, ClusterName.outbound(APP_PORT, "v2", REVIEWS), bookinfo.reviews().get(1)),
        to(pod, ClusterName.outbound(APP_PORT, "v3", REVIEWS), bookinfo.reviews().get(2)),
        to(pod, ClusterName.outbound(APP_PORT, "", RATINGS), bookinfo.ratings()),
        to(pod, ClusterName.outbound(APP_PORT, "", ARCHIVE)),
        outside(pod, ADS_HOST));
  }

  private ProxySpec details() {
    Pod pod = bookinfo.detailsV1();
    ClusterName gateway = ClusterName.outbound(80, "", EGRESS);
    Route route = Route.toCluster("books-through-egress", Match.ANY, gateway);
    VirtualHost host = new VirtualHost(BOOKS_HOST + ":80", List.of(BOOKS_HOST), List.of(route));
    Endpoint endpoint = new Endpoint(bookinfo.egress().address(), GATEWAY_PORT);
    return sidecar(pod, List.of(host), List.of(), List.of(at(pod, gateway, endpoint)));
  }

  private ProxySpec reviews(Pod pod) {
    List<VirtualHost> hosts =
        List.of(
            host("ratings", APP_PORT, List.of(forward(APP_PORT, RATINGS).with(Policy.RETRIED))));
    ClusterName ratings = ClusterName.outbound(APP_PORT, "", RATINGS);
    return sidecar(pod, hosts, List.of(), List.of(to(pod, ratings, bookinfo.ratings())));
  }

  private ProxySpec ratings() {
    Pod pod = bookinfo.ratings();
    ClusterName database = ClusterName.outbound(DATABASE_PORT, "", DATABASE);
    TcpListener listener = new TcpListener(Side.OUTBOUND, DATABASE_PORT, database);
    return sidecar(
        pod, List.of(), List.of(listener), List.of(to(pod, database, bookinfo.database())));
  }

  private ProxySpec database() {
    Pod pod = bookinfo.database();
    ClusterName inbound = ClusterName.inbound(DATABASE_PORT);
    return new ProxySpec(
        pod,
        List.of(),
        List.of(new TcpListener(Side.INBOUND, INBOUND_PORT, inbound)),
        List.of(toApp(pod, inbound)));
  }

  private ProxySpec egress() {
    Pod pod = bookinfo.egress();
    VirtualHost host =
        new VirtualHost(BOOKS_HOST + ":80", List.of(BOOKS_HOST), List.of(forward(80, BOOKS_HOST)));
    return new ProxySpec(
        pod,
        List.of(new HttpListener(Side.GATEWAY, GATEWAY_PORT, List.of(host))),
        List.of(),
        List.of(outside(pod, BOOKS_HOST)));
  }

  /** A sidecar in front of an HTTP application, with the outbound side as given. */
  private static ProxySpec sidecar(
      Pod pod,
      List<VirtualHost> outboundHosts,
      List<TcpListener> tcpListeners,
      List<UpstreamCluster> outboundClusters) {
    ClusterName inbound = ClusterName.inbound(APP_PORT);
    VirtualHost inboundHost =
        new VirtualHost(
            "inbound|http|" + APP_PORT,
            List.of("*"),
            List.of(Route.toCluster("default", Match.ANY, inbound)));
    List<HttpListener> listeners =
        List.of(
            new HttpListener(Side.INBOUND, INBOUND_PORT, List.of(inboundHost)),
            new HttpListener(Side.OUTBOUND, OUTBOUND_PORT, outboundHosts));
    List<UpstreamCluster> clusters =
        Stream.concat(Stream.of(toApp(pod, inbound)), outboundClusters.stream()).toList();
    return new ProxySpec(pod, listeners, tcpListeners, clusters);
  }

  private static Route forward(int port, String host) {
    return Route.toCluster("default", Match.ANY, ClusterName.outbound(port, "", host));
  }

  /** A service of the mesh under its short and its full name, as Istio lists its domains. */
  private static VirtualHost host(String name, int port, List<Route> routes) {
    String full = service(name);
    return new VirtualHost(
        full + ":" + port, List.of(name + ":" + port, full + ":" + port), routes);
  }

  private static UpstreamCluster to(Pod from, ClusterName name, Pod... pods) {
    return at(
        from,
        name,
        Stream.of(pods).map(p -> new Endpoint(p.address(), INBOUND_PORT)).toArray(Endpoint[]::new));
  }

  private static UpstreamCluster at(Pod from, ClusterName name, Endpoint... endpoints) {
    return new UpstreamCluster(name, List.of(endpoints), from.address(), Limits.UNLIMITED, false);
  }

  private static UpstreamCluster toApp(Pod pod, ClusterName inbound) {
    Endpoint app = new Endpoint(pod.address(), inbound.port());
    return new UpstreamCluster(inbound, List.of(app), INBOUND_SOURCE, Limits.UNLIMITED, false);
  }

  private UpstreamCluster outside(Pod from, String host) {
    ClusterName name = ClusterName.outbound(80, "", host);
    return at(from, name, new Endpoint(bookinfo.outsideAddress(), OUTSIDE_PORT));
  }
}
