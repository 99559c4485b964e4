package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.App.Call;
import dev.meshscope.testkit.mesh.App.GrpcCall;
import dev.meshscope.testkit.mesh.App.HttpCall;
import dev.meshscope.testkit.mesh.App.TcpCall;
import dev.meshscope.testkit.mesh.Pod.Role;
import java.util.List;
import java.util.Map;

/**
 * The pods of the mesh and their applications: Istio's sample Bookinfo with an ingress gateway, an
 * egress gateway, a database over TCP, and a second version of details that gets mirrored requests
 * only.
 */
final class Bookinfo {
  static final int APP_PORT = 9080;
  static final int DATABASE_PORT = 3306;

  /** A port of the details service on which nobody listens. */
  static final int UNLISTENED_PORT = 9081;

  static final int OUTSIDE_PORT = 8080;
  static final String BOOKS_HOST = "books.example.com";
  static final String ADS_HOST = "ads.example.org";
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

  /** Server of all outside hosts; no node announces its address. */
  String outsideAddress() {
    return subnet.address(200);
  }

  /** Where users come from; no node announces it. */
  String clientAddress() {
    return subnet.address(250);
  }

  /** The HTTP application of each pod that has one. */
  Map<Pod, App> apps() {
    App details = new App("details", Map.of("/details/0/books", call(BOOKS_HOST, "/volumes")));
    App ratingReader = new App("reviews", Map.of("/reviews/0", call("ratings:9080", "/ratings/0")));
    List<Call> stored = List.of(new TcpCall(DATABASE_PORT));
    return Map.of(
        productpage,
        productpageApp(),
        detailsV1,
        details,
        detailsV2,
        App.leaf("details"),
        reviewsV1,
        App.leaf("reviews"),
        reviewsV2,
        ratingReader,
        reviewsV3,
        ratingReader,
        ratings,
        new App("ratings", Map.of("/ratings/0/stored", stored)));
  }

  private static App productpageApp() {
    HttpCall details = new HttpCall("details:9080", "/details/0");
    HttpCall reviews = new HttpCall("reviews:9080", "/reviews/0");
    HttpCall burst = new HttpCall(details.authority(), details.path(), BURST);
    return new App(
        "productpage",
        Map.of(
            "/productpage", List.of(details, reviews),
            "/productpage/details", List.of(details),
            "/productpage/burst", List.of(burst),
            "/productpage/books", call("details:9080", "/details/0/books"),
            "/productpage/ads", call(ADS_HOST, "/banner"),
            "/productpage/unlistened", call("details:" + UNLISTENED_PORT, "/details/0"),
            "/productpage/archive", call("archive:9080", "/archive/0"),
            "/productpage/grpc", List.of(new GrpcCall("ratings:9080", "/bookinfo.Ratings/Rate")),
            "/productpage/nowhere", call("nowhere:9080", "/"),
            "/productpage/stored", call("ratings:9080", "/ratings/0/stored")));
  }

  private static List<Call> call(String authority, String path) {
    return List.of(new HttpCall(authority, path));
  }
}
