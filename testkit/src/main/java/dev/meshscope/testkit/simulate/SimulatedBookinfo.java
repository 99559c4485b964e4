package dev.meshscope.testkit.simulate;

import dev.meshscope.testkit.mesh.Pod;
import dev.meshscope.testkit.mesh.Pod.Role;
import java.util.List;

/**
 * One copy of Bookinfo: its pods and services. Copy 0 has the names of Istio's sample, every other
 * one a namespace and gateways of its own.
 */
final class SimulatedBookinfo {
  /** So many copies have addresses of their own. */
  static final int COPIES_MAX = 10_000;

  static final int PODS = 9;
  static final int APP_PORT = 9080;

  private static final String GATEWAY_NAMESPACE = "istio-system";
  private static final int COPIES_PER_BLOCK = 250;
  private static final int POD_BLOCK = 64;
  private static final int SERVICE_BLOCK = 112;
  private static final int FIRST_HOST = 10;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final int copy;
  private final List<PeerMetadata> generations;
  private final String namespace;

  final SimulatedPod ingress;
  final SimulatedPod productpage;
  final SimulatedPod details;

  /** Gets mirrored requests only. */
  final SimulatedPod detailsMirror;

  /** Versions v1, v2, v3. */
  final List<SimulatedPod> reviews;

  final SimulatedPod ratings;
  final SimulatedPod egress;

  final SimulatedService productpageService;
  final SimulatedService detailsService;
  final SimulatedService reviewsService;
  final SimulatedService ratingsService;
  final SimulatedService egressService;

  /** A host outside the mesh, called through the egress gateway. */
  final SimulatedService books;

  SimulatedBookinfo(int copy, List<PeerMetadata> generations) {
    this.copy = copy;
    this.generations = List.copyOf(generations);
    namespace = copy == 0 ? "bookinfo" : "bookinfo-" + copy;
    ingress = gateway(0, "istio-ingressgateway");
    productpage = sidecar(1, "productpage", "v1");
    details = sidecar(2, "details", "v1");
    detailsMirror = sidecar(3, "details", "v2");
    reviews =
        List.of(
            sidecar(4, "reviews", "v1"), sidecar(5, "reviews", "v2"), sidecar(6, "reviews", "v3"));
    ratings = sidecar(7, "ratings", "v1");
    egress = gateway(8, "istio-egressgateway");
    productpageService = service(0, "productpage");
    detailsService = service(1, "details");
    reviewsService = service(2, "reviews");
    ratingsService = service(3, "ratings");
    egressService =
        SimulatedService.inCluster(
            egress.pod().workload(), GATEWAY_NAMESPACE, HTTP_PORT, address(SERVICE_BLOCK, 4));
    books = new SimulatedService("books.example.com", HTTPS_PORT, "198.51.100.10");
  }

  List<SimulatedPod> pods() {
    return List.of(
        ingress,
        productpage,
        details,
        detailsMirror,
        reviews.get(0),
        reviews.get(1),
        reviews.get(2),
        ratings,
        egress);
  }

  private SimulatedPod sidecar(int place, String app, String version) {
    String address = address(POD_BLOCK, place);
    return pod(place, new Pod(Role.SIDECAR, app + "-" + version, app, version, namespace, address));
  }

  private SimulatedPod gateway(int place, String name) {
    String workload = copy == 0 ? name : name + "-" + copy;
    String address = address(POD_BLOCK, place);
    return pod(
        place, new Pod(Role.ROUTER, workload, workload, "latest", GATEWAY_NAMESPACE, address));
  }

  private SimulatedPod pod(int place, Pod pod) {
    int number = copy * PODS + place;
    return new SimulatedPod(number, pod, generations.get(number % generations.size()));
  }

  private SimulatedService service(int place, String name) {
    return SimulatedService.inCluster(name, namespace, APP_PORT, address(SERVICE_BLOCK, place));
  }

  private String address(int block, int place) {
    return "10.%d.%d.%d"
        .formatted(block + copy / COPIES_PER_BLOCK, copy % COPIES_PER_BLOCK, FIRST_HOST + place);
  }
}
