package dev.meshscope.testkit.mesh;

import static dev.meshscope.testkit.mesh.Bookinfo.ADS_HOST;
import static dev.meshscope.testkit.mesh.Bookinfo.APP_PORT;
import static dev.meshscope.testkit.mesh.Bookinfo.UNLISTENED_PORT;
import static dev.meshscope.testkit.mesh.Sidecars.forward;
import static dev.meshscope.testkit.mesh.Sidecars.host;
import static dev.meshscope.testkit.mesh.Sidecars.service;

import dev.meshscope.testkit.mesh.Route.Fault;
import dev.meshscope.testkit.mesh.Route.Match;
import dev.meshscope.testkit.mesh.Route.Policy;
import dev.meshscope.testkit.mesh.Route.Share;
import dev.meshscope.testkit.mesh.Route.Split;
import dev.meshscope.testkit.mesh.Route.VirtualHost;
import dev.meshscope.testkit.mesh.Sidecars.Outbound;
import dev.meshscope.testkit.mesh.UpstreamCluster.Limits;
import java.util.List;
import java.util.stream.Stream;

/** The sidecar of the product page, which calls nearly everybody in nearly every way. */
final class ProductpageProxy {
  private static final long TIMEOUT_MILLIS = 200;
  private static final long DELAY_MILLIS = 50;

  private static final String DETAILS = service("details");
  private static final String REVIEWS = service("reviews");
  private static final String RATINGS = service("ratings");
  private static final String RECOMMENDATIONS = service("recommendations");
  private static final String ARCHIVE = service("archive");
  private static final String OTLP_LOGS = service("otlp-logs");
  private static final ClusterName DETAILS_V1 = details("v1");
  private static final ClusterName PLAINTEXT = details("plaintext");
  private static final ClusterName ONE_CONNECTION = details("one-connection");
  private static final ClusterName ONE_REQUEST = details("one-request");
  private static final ClusterName NO_RETRY = details("no-retry");

  /** Where mirrored requests go: no caller reports what is sent there. */
  static final ClusterName MIRROR = details("v2");

  private final Bookinfo bookinfo;
  private final Pod pod;

  ProductpageProxy(Bookinfo bookinfo) {
    this.bookinfo = bookinfo;
    pod = bookinfo.productpage();
  }

  private static ClusterName details(String subset) {
    return ClusterName.outbound(APP_PORT, subset, DETAILS);
  }

  private static ClusterName reviews(String subset) {
    return ClusterName.outbound(APP_PORT, subset, REVIEWS);
  }

  /** Anybody may call it: users also come through a node port, in plaintext. */
  ProxySpec spec() {
    List<UpstreamCluster> clusters =
        Stream.of(detailsClusters(), reviewsClusters(), otherClusters())
            .flatMap(List::stream)
            .toList();
    return Sidecars.permissive(pod, new Outbound(hosts(), List.of(), clusters));
  }

  private static List<VirtualHost> hosts() {
    Route unlistened = forward(UNLISTENED_PORT, DETAILS).with(Policy.RETRIED);
    return List.of(
        host("details", APP_PORT, detailsRoutes()),
        host("details", UNLISTENED_PORT, List.of(unlistened)),
        host("reviews", APP_PORT, reviewsRoutes()),
        host("ratings", APP_PORT, List.of(forward(APP_PORT, RATINGS))),
        host("recommendations", APP_PORT, List.of(forward(APP_PORT, RECOMMENDATIONS))),
        host("archive", APP_PORT, List.of(forward(APP_PORT, ARCHIVE))),
        host("otlp-logs", APP_PORT, List.of(forward(APP_PORT, OTLP_LOGS))),
        Sidecars.outside(ADS_HOST, forward(80, ADS_HOST)));
  }

  private static List<Route> detailsRoutes() {
    return List.of(
        Route.toCluster("details-timeout", Match.scenario(Scenario.TIMEOUT), DETAILS_V1)
            .with(Policy.NONE.within(TIMEOUT_MILLIS)),
        Route.toCluster(
            "details-connections", Match.scenario(Scenario.PENDING_OVERFLOW), ONE_CONNECTION),
        Route.toCluster("details-requests", Match.scenario(Scenario.REQUEST_OVERFLOW), ONE_REQUEST),
        Route.toCluster("details-retries", Match.scenario(Scenario.RETRY_REFUSED), NO_RETRY)
            .with(Policy.RETRIED),
        Route.toCluster("details-plaintext", Match.scenario(Scenario.DENIED), PLAINTEXT),
        Route.toCluster("details", Match.ANY, DETAILS_V1).with(Policy.RETRIED.mirroredTo(MIRROR)));
  }

  private static List<Route> reviewsRoutes() {
    Split split =
        new Split(
            List.of(
                new Share(reviews("v1"), 70),
                new Share(reviews("v2"), 20),
                new Share(reviews("v3"), 10)));
    Policy abort = Policy.RETRIED.with(new Fault(503, 0));
    Policy delay = Policy.RETRIED.with(new Fault(0, DELAY_MILLIS));
    return List.of(
        new Route("reviews-abort", Match.scenario(Scenario.FAULT_ABORT), split, abort),
        new Route("reviews-delay", Match.scenario(Scenario.FAULT_DELAY), split, delay),
        new Route("reviews", Match.ANY, split, Policy.RETRIED));
  }

  private List<UpstreamCluster> detailsClusters() {
    ClusterName unlistened = ClusterName.outbound(UNLISTENED_PORT, "", DETAILS);
    return List.of(
        to(DETAILS_V1, bookinfo.detailsV1()),
        to(MIRROR, bookinfo.detailsV2()),
        to(ONE_CONNECTION, bookinfo.detailsV1()).with(Limits.ONE_CONNECTION),
        to(ONE_REQUEST, bookinfo.detailsV1()).with(Limits.ONE_REQUEST).overHttp2(),
        to(NO_RETRY, bookinfo.detailsV1()).with(Limits.NO_RETRY),
        to(PLAINTEXT, bookinfo.detailsV1()).inPlaintext(),
        UpstreamCluster.at(pod, unlistened, bookinfo.detailsV1().address(), UNLISTENED_PORT));
  }

  private List<UpstreamCluster> reviewsClusters() {
    return List.of(
        to(reviews("v1"), bookinfo.reviews().get(0)),
        to(reviews("v2"), bookinfo.reviews().get(1)),
        to(reviews("v3"), bookinfo.reviews().get(2)));
  }

  /** Ratings are called without TLS here, and with it by reviews. */
  private List<UpstreamCluster> otherClusters() {
    ClusterName recommendations = ClusterName.outbound(APP_PORT, "", RECOMMENDATIONS);
    return List.of(
        to(ClusterName.outbound(APP_PORT, "", RATINGS), bookinfo.ratings()).inPlaintext(),
        to(recommendations, bookinfo.recommendations()).overHttp2(),
        to(ClusterName.outbound(APP_PORT, "", ARCHIVE)),
        to(ClusterName.outbound(APP_PORT, "", OTLP_LOGS), bookinfo.otlpLogs()),
        bookinfo.outside(pod, ClusterName.outbound(80, "", ADS_HOST)));
  }

  private UpstreamCluster to(ClusterName name, Pod... pods) {
    return UpstreamCluster.to(pod, name, pods);
  }
}
