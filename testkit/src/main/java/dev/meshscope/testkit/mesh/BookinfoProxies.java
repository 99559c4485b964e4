package dev.meshscope.testkit.mesh;

import static dev.meshscope.testkit.mesh.Bookinfo.APP_PORT;
import static dev.meshscope.testkit.mesh.Bookinfo.BOOKS_HOST;
import static dev.meshscope.testkit.mesh.Bookinfo.DATABASE_PORT;
import static dev.meshscope.testkit.mesh.Bookinfo.GATEWAY_PORT;
import static dev.meshscope.testkit.mesh.Sidecars.forward;
import static dev.meshscope.testkit.mesh.Sidecars.host;
import static dev.meshscope.testkit.mesh.Sidecars.service;

import dev.meshscope.testkit.mesh.ProxySpec.HttpListener;
import dev.meshscope.testkit.mesh.ProxySpec.TcpListener;
import dev.meshscope.testkit.mesh.Route.Answer;
import dev.meshscope.testkit.mesh.Route.Match;
import dev.meshscope.testkit.mesh.Route.Policy;
import dev.meshscope.testkit.mesh.Route.Redirect;
import dev.meshscope.testkit.mesh.Route.VirtualHost;
import dev.meshscope.testkit.mesh.Sidecars.Outbound;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How each proxy of {@link Bookinfo} is set up: its listeners, routes and clusters. */
final class BookinfoProxies {
  private static final String PRODUCTPAGE = service("productpage");
  private static final String RATINGS = service("ratings");
  private static final String ARCHIVE = service("archive");
  private static final String DATABASE = service("mysqldb");
  private static final String SPANS_ONLY = service("spans-only");
  private static final String EGRESS = "istio-egressgateway.istio-system.svc.cluster.local";

  private final Bookinfo bookinfo;

  BookinfoProxies(Bookinfo bookinfo) {
    this.bookinfo = bookinfo;
  }

  List<ProxySpec> all() {
    Stream<ProxySpec> gateways = Stream.of(ingress(), egress());
    Stream<ProxySpec> sidecars =
        Stream.of(
            new ProductpageProxy(bookinfo).spec(),
            details(),
            Sidecars.strict(bookinfo.detailsV2(), Outbound.NONE),
            ratings(),
            database(),
            recommendations(),
            otlpLogs(),
            spansOnly());
    Stream<ProxySpec> reviews = bookinfo.reviews().stream().map(this::reviews);
    return Stream.of(gateways, sidecars, reviews).flatMap(s -> s).toList();
  }

  private ProxySpec ingress() {
    Pod pod = bookinfo.ingress();
    ClusterName productpage = ClusterName.outbound(APP_PORT, "", PRODUCTPAGE);
    ClusterName archive = ClusterName.outbound(APP_PORT, "", ARCHIVE);
    List<Route> routes =
        List.of(
            new Route("status", Match.path("/status"), new Answer(200, "up"), Policy.NONE),
            new Route("index", Match.path("/index"), new Redirect("/productpage"), Policy.NONE),
            Route.toCluster("archive", Match.path("/archive"), archive),
            Route.toCluster("productpage", Match.path("/productpage"), productpage));
    return gateway(
        pod,
        new VirtualHost("*:80", List.of("*"), routes),
        List.of(
            UpstreamCluster.to(pod, productpage, bookinfo.productpage()),
            UpstreamCluster.to(pod, archive)));
  }

  private ProxySpec egress() {
    Pod pod = bookinfo.egress();
    return gateway(
        pod,
        Sidecars.outside(BOOKS_HOST, forward(80, BOOKS_HOST)),
        List.of(bookinfo.outside(pod, ClusterName.outbound(80, "", BOOKS_HOST))));
  }

  private static ProxySpec gateway(Pod pod, VirtualHost host, List<UpstreamCluster> clusters) {
    HttpListener listener =
        new HttpListener(Side.GATEWAY, GATEWAY_PORT, MutualTls.DISABLE, List.of(host));
    return new ProxySpec(
        pod, Set.of(ReportKind.ACCESS_LOG_SERVICE), List.of(listener), List.of(), clusters);
  }

  /** Its application may call any host: a declared one goes through the egress gateway. */
  private ProxySpec details() {
    Pod pod = bookinfo.detailsV1();
    ClusterName gateway = ClusterName.outbound(80, "", EGRESS);
    Route books = Route.toCluster("books-through-egress", Match.ANY, gateway);
    return Sidecars.strict(
        pod,
        new Outbound(
            List.of(Sidecars.outside(BOOKS_HOST, books), Sidecars.ALLOW_ANY),
            List.of(),
            List.of(
                UpstreamCluster.at(pod, gateway, bookinfo.egress().address(), GATEWAY_PORT),
                bookinfo.outside(pod, ClusterName.PASSTHROUGH))));
  }

  /** Traced beside its access log, as proxies often are: nothing may count twice for that. */
  private ProxySpec reviews(Pod pod) {
    Route route = forward(APP_PORT, RATINGS).with(Policy.RETRIED);
    return Sidecars.strict(
            pod, Outbound.of(host("ratings", APP_PORT, List.of(route)), toRatings(pod)))
        .reporting(ReportKind.ACCESS_LOG_SERVICE, ReportKind.OTLP_SPANS);
  }

  /** Anybody may call it; its application may call its database and nothing else. */
  private ProxySpec ratings() {
    Pod pod = bookinfo.ratings();
    ClusterName database = ClusterName.outbound(DATABASE_PORT, "", DATABASE);
    List<TcpListener> connections =
        List.of(
            new TcpListener(Side.OUTBOUND, pod.socket(DATABASE_PORT), MutualTls.DISABLE, database),
            new TcpListener(
                Side.OUTBOUND, bookinfo.cache(), MutualTls.DISABLE, ClusterName.BLACK_HOLE));
    return Sidecars.permissive(
        pod,
        new Outbound(
            List.of(Sidecars.BLOCK_ALL),
            connections,
            List.of(
                UpstreamCluster.to(pod, database, bookinfo.database()),
                UpstreamCluster.to(pod, ClusterName.BLACK_HOLE))));
  }

  private ProxySpec database() {
    Pod pod = bookinfo.database();
    ClusterName inbound = ClusterName.inbound(DATABASE_PORT);
    TcpListener listener =
        new TcpListener(Side.INBOUND, pod.socket(IstioPorts.INBOUND), MutualTls.STRICT, inbound);
    return new ProxySpec(
        pod,
        Set.of(ReportKind.ACCESS_LOG_SERVICE),
        List.of(),
        List.of(listener),
        List.of(UpstreamCluster.toApp(pod, inbound)));
  }

  /** Its application speaks gRPC. */
  private ProxySpec recommendations() {
    Pod pod = bookinfo.recommendations();
    return Sidecars.sidecar(pod, MutualTls.STRICT, Sidecars.toApp(pod).overHttp2(), Outbound.NONE);
  }

  private ProxySpec otlpLogs() {
    Pod pod = bookinfo.otlpLogs();
    ClusterName next = ClusterName.outbound(APP_PORT, "", SPANS_ONLY);
    return Sidecars.strict(
            pod,
            Outbound.of(
                host("spans-only", APP_PORT, List.of(forward(APP_PORT, SPANS_ONLY))),
                UpstreamCluster.to(pod, next, bookinfo.spansOnly())))
        .reporting(ReportKind.OTLP_LOGS);
  }

  private ProxySpec spansOnly() {
    Pod pod = bookinfo.spansOnly();
    return Sidecars.strict(
            pod,
            Outbound.of(
                host("ratings", APP_PORT, List.of(forward(APP_PORT, RATINGS))), toRatings(pod)))
        .reporting(ReportKind.OTLP_SPANS);
  }

  private UpstreamCluster toRatings(Pod from) {
    return UpstreamCluster.to(
        from, ClusterName.outbound(APP_PORT, "", RATINGS), bookinfo.ratings());
  }
}
