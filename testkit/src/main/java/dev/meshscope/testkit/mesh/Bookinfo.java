package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.App.Call;
import dev.meshscope.testkit.mesh.App.GrpcCall;
import dev.meshscope.testkit.mesh.App.HttpCall;
import dev.meshscope.testkit.mesh.App.LongTcpCall;
import dev.meshscope.testkit.mesh.App.RpcCall;
import dev.meshscope.testkit.mesh.App.TcpCall;
import dev.meshscope.testkit.mesh.Pod.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * The pods of the mesh and their applications: Istio's sample Bookinfo with an ingress gateway, an
 * egress gateway, a database over TCP, a second version of details that gets mirrored requests
 * only, a service over gRPC, and two pods whose proxies report over OTLP.
 */
final class Bookinfo {
  static final int APP_PORT = 9080;
  static final int DATABASE_PORT = 3306;
  static final int CACHE_PORT = 6379;

  /** None of Meshscope's own ports: who listens on all addresses there leaves it to nobody else. */
  static final int GATEWAY_PORT = 18_080;

  /** A port of the details service on which nobody listens. */
  static final int UNLISTENED_PORT = 9081;

  static final int OUTSIDE_PORT = GATEWAY_PORT;
  static final String BOOKS_HOST = "books.example.com";
  static final String ADS_HOST = "ads.example.org";

  /** Declared nowhere. */
  static final String ISBN_HOST = "isbn.example.net";

  /** Declared nowhere. */
  static final String TRACKER_HOST = "tracker.example.net";

  private static final int BURST = 8;

  private final Subnet subnet;
  private final Pod ingress;
  private final Pod productpage;
  private final Pod detailsV1;
  private final Pod detailsV2;
  private final Pod reviewsV1;
  private final Pod reviewsV2;
  private final Pod reviewsV3;
  private final Pod ratings;
  private final Pod database;
  private final Pod egress;
  private final Pod recommendations;
  private final Pod otlpLogs;
  private final Pod spansOnly;

  Bookinfo(Subnet subnet) {
    this.subnet = subnet;
    ingress = gateway("istio-ingressgateway", 10);
    productpage = sidecar("productpage", "v1", 11);
    detailsV1 = sidecar("details", "v1", 12);
    detailsV2 = sidecar("details", "v2", 13);
    reviewsV1 = sidecar("reviews", "v1", 14);
    reviewsV2 = sidecar("reviews", "v2", 15);
    reviewsV3 = sidecar("reviews", "v3", 16);
    ratings = sidecar("ratings", "v1", 17);
    database = sidecar("mysqldb", "v1", 18);
    egress = gateway("istio-egressgateway", 19);
    recommendations = sidecar("recommendations", "v1", 20);
    otlpLogs = sidecar("otlp-logs", "v1", 21);
    spansOnly = sidecar("spans-only", "v1", 22);
  }

  private Pod gateway(String name, int host) {
    return new Pod(Role.ROUTER, name, name, "latest", "istio-system", subnet.address(host));
  }

  private Pod sidecar(String app, String version, int host) {
    String workload = app + "-" + version;
    return new Pod(Role.SIDECAR, workload, app, version, "bookinfo", subnet.address(host));
  }

  Pod ingress() {
    return ingress;
  }

  Pod productpage() {
    return productpage;
  }

  Pod detailsV1() {
    return detailsV1;
  }

  /** Gets mirrored requests only. */
  Pod detailsV2() {
    return detailsV2;
  }

  List<Pod> reviews() {
    return List.of(reviewsV1, reviewsV2, reviewsV3);
  }

  Pod ratings() {
    return ratings;
  }

  Pod database() {
    return database;
  }

  Pod egress() {
    return egress;
  }

  /** Its application speaks gRPC. */
  Pod recommendations() {
    return recommendations;
  }

  /** Its proxy reports log records over OTLP. */
  Pod otlpLogs() {
    return otlpLogs;
  }

  /** Its proxy reports spans over OTLP. */
  Pod spansOnly() {
    return spansOnly;
  }

  /** Server of all outside hosts; no node announces its address. */
  String outsideAddress() {
    return subnet.address(200);
  }

  /** A cache that the sidecar of ratings knows nothing of; nobody is there. */
  InetSocketAddress cache() {
    return new InetSocketAddress(InetAddress.ofLiteral(subnet.address(201)), CACHE_PORT);
  }

  /** The cluster of {@code from} that leads outside. */
  UpstreamCluster outside(Pod from, ClusterName name) {
    return UpstreamCluster.at(from, name, outsideAddress(), OUTSIDE_PORT);
  }

  /** Where each caller comes from; no node announces it. */
  String addressOf(Caller caller) {
    return subnet.address(
        switch (caller) {
          case USER -> 250;
          case NODE_PORT -> 251;
          case KUBELET -> 252;
          case PROMETHEUS -> 253;
        });
  }

  /** What each caller sends its requests to. */
  InetSocketAddress targetOf(Caller caller) {
    return switch (caller) {
      case USER -> ingress.socket(GATEWAY_PORT);
      case NODE_PORT, KUBELET -> productpage.socket(IstioPorts.INBOUND);
      case PROMETHEUS -> ratings.socket(IstioPorts.INBOUND);
    };
  }

  /** The HTTP application of each pod that has one. */
  Map<Pod, App> apps() {
    App ratingReader = new App("reviews", Map.of("/reviews/0", call("ratings:9080", "/ratings/0")));
    return Map.ofEntries(
        Map.entry(productpage, productpageApp()),
        Map.entry(detailsV1, detailsApp()),
        Map.entry(detailsV2, App.leaf("details")),
        Map.entry(reviewsV1, App.leaf("reviews")),
        Map.entry(reviewsV2, ratingReader),
        Map.entry(reviewsV3, ratingReader),
        Map.entry(ratings, ratingsApp()),
        Map.entry(
            otlpLogs, new App("otlp-logs", Map.of("/logs/0", call("spans-only:9080", "/spans/0")))),
        Map.entry(
            spansOnly,
            new App("spans-only", Map.of("/spans/0", call("ratings:9080", "/ratings/0")))));
  }

  private static App productpageApp() {
    HttpCall details = new HttpCall("details:9080", "/details/0");
    HttpCall reviews = new HttpCall("reviews:9080", "/reviews/0");
    HttpCall burst = new HttpCall(details.authority(), details.path(), BURST);
    return new App(
        "productpage",
        Map.ofEntries(
            Map.entry("/productpage", List.of(details, reviews)),
            Map.entry("/productpage/details", List.of(details)),
            Map.entry("/productpage/burst", List.of(burst)),
            Map.entry("/productpage/books", call("details:9080", "/details/0/books")),
            Map.entry("/productpage/isbn", call("details:9080", "/details/0/isbn")),
            Map.entry("/productpage/ads", call(ADS_HOST, "/banner")),
            Map.entry("/productpage/unlistened", call("details:" + UNLISTENED_PORT, "/details/0")),
            Map.entry("/productpage/archive", call("archive:9080", "/archive/0")),
            Map.entry(
                "/productpage/grpc",
                List.of(new GrpcCall("ratings:9080", "/bookinfo.Ratings/Rate"))),
            Map.entry("/productpage/nowhere", call("nowhere:9080", "/")),
            Map.entry("/productpage/stored", call("ratings:9080", "/ratings/0/stored")),
            Map.entry("/productpage/watched", call("ratings:9080", "/ratings/0/watched")),
            Map.entry("/productpage/tracked", call("ratings:9080", "/ratings/0/tracked")),
            Map.entry("/productpage/cached", call("ratings:9080", "/ratings/0/cached")),
            Map.entry("/productpage/rpc/list", rpc(Rpc.LIST)),
            Map.entry("/productpage/rpc/refuse", rpc(Rpc.REFUSE)),
            Map.entry("/productpage/rpc/fail", rpc(Rpc.FAIL)),
            Map.entry("/productpage/rpc/watch", rpc(Rpc.WATCH)),
            Map.entry("/productpage/otlp", call("otlp-logs:9080", "/logs/0"))));
  }

  private static App detailsApp() {
    return new App(
        "details",
        Map.of(
            "/details/0/books", call(BOOKS_HOST, "/volumes"),
            "/details/0/isbn", call(ISBN_HOST, "/isbn/0")));
  }

  private App ratingsApp() {
    return new App(
        "ratings",
        Map.of(
            "/ratings/0/stored", List.of(new TcpCall(ratings.socket(DATABASE_PORT))),
            "/ratings/0/watched", List.of(new LongTcpCall(ratings.socket(DATABASE_PORT))),
            "/ratings/0/cached", List.of(new TcpCall(cache())),
            "/ratings/0/tracked", call(TRACKER_HOST, "/pixel")));
  }

  private static List<Call> call(String authority, String path) {
    return List.of(new HttpCall(authority, path));
  }

  private static List<Call> rpc(Rpc rpc) {
    return List.of(new RpcCall("recommendations:9080", rpc));
  }
}
