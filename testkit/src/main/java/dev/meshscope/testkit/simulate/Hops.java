package dev.meshscope.testkit.simulate;

import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import dev.meshscope.testkit.simulate.ProxyEntry.Downstream;
import dev.meshscope.testkit.simulate.ProxyEntry.Request;
import dev.meshscope.testkit.simulate.ProxyEntry.Response;
import dev.meshscope.testkit.simulate.ProxyEntry.Span;
import dev.meshscope.testkit.simulate.ProxyEntry.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Writes down what the proxies on both sides of each hop of one user request report. */
final class Hops {
  static final String SITE = "bookinfo.example.com";
  private static final String INBOUND = "inbound|9080||";
  private static final int GATEWAY_PORT = 8080;
  private static final int FIRST_PORT = 32_768;
  private static final int LAST_PORT = 60_999;
  private static final int CLIENTS = 200;
  private static final Workload CLIENT = Workload.external("client");

  private final RandomGenerator random;
  private final String requestId;
  private final Endpoint client;
  private final List<ProxyEntry> entries = new ArrayList<>();

  Hops(RandomGenerator random) {
    this.random = random;
    requestId = requestId(random);
    client = new Endpoint("203.0.113." + (1 + random.nextInt(CLIENTS)), port());
  }

  /** In the order in which the requests ended. */
  List<ProxyEntry> entries() {
    return entries;
  }

  /** A port of the ephemeral range. */
  int port() {
    return random.nextInt(FIRST_PORT, LAST_PORT + 1);
  }

  /**
   * One pod calls one service.
   *
   * @param caller who calls
   * @param service what
   * @param subset which subset of it, empty when none
   * @param authority host that is asked for
   * @param path where
   * @param isGrpc whether by gRPC
   */
  record Call(
      SimulatedPod caller,
      SimulatedService service,
      String subset,
      String authority,
      String path,
      boolean isGrpc) {
    ServiceName serviceName() {
      return service.name();
    }

    Call withoutSubset() {
      return new Call(caller, service, "", authority, path, isGrpc);
    }
  }

  /** The gateway knew no route. */
  void noRoute(SimulatedBookinfo mesh, Span span, Response response) {
    Upstream upstream = new Upstream("", "", null, null, null, 0, "");
    SimulatedPod gateway = mesh.ingress;
    Request request = new Request(SITE, "/unknown", requestId, client.address(), false, 0);
    entries.add(
        new ProxyEntry(
            gateway, span, fromClient(gateway), upstream, request, response, List.of(entry(mesh))));
  }

  /** The gateway passed a client's request on to the product page. */
  void ingress(SimulatedBookinfo mesh, Span span, int port, Response response) {
    SimulatedPod gateway = mesh.ingress;
    SimulatedPod callee = mesh.productpage;
    String cluster = mesh.productpageService.cluster("");
    Upstream upstream =
        new Upstream(
            cluster,
            cluster,
            at(callee),
            new Endpoint(gateway.address(), port),
            isAnswered(response) ? callee : null,
            1,
            "bookinfo");
    Request request =
        new Request(SITE, "/productpage", requestId, client.address(), false, bytes());
    Call call = new Call(gateway, mesh.productpageService, "", SITE, "/productpage", false);
    entries.add(
        new ProxyEntry(
            gateway,
            span,
            fromClient(gateway),
            upstream,
            request,
            response,
            List.of(entry(mesh), sourceKey(call, callee.workload(), TrafficClass.LIVE))));
  }

  /** The caller's proxy reached a host. */
  void outbound(Call call, SimulatedPod callee, Span span, Caller as, Response response) {
    String cluster = call.service().cluster(call.subset());
    Upstream upstream =
        new Upstream(
            cluster,
            cluster,
            at(callee),
            new Endpoint(call.caller().address(), as.port()),
            isAnswered(response) ? callee : null,
            as.attempts(),
            "default");
    List<TrafficKey> keys = List.of(sourceKey(call, callee.workload(), TrafficClass.LIVE));
    entries.add(
        new ProxyEntry(
            call.caller(),
            span,
            ofApp(call),
            upstream,
            request(call, call.authority()),
            response,
            keys));
  }

  /**
   * How a caller reached a host.
   *
   * @param port the caller's end of the connection
   * @param attempts how many attempts it took
   */
  record Caller(int port, int attempts) {}

  /** The caller's proxy answered itself, before it chose a host. */
  void local(Call call, Span span, Response response, TrafficClass trafficClass) {
    PeerMetadata generation = call.caller().peerMetadata();
    boolean isAttempt = trafficClass == TrafficClass.LIVE && generation.countsAttemptsWithoutHost();
    String intended = call.service().cluster(call.subset());
    Upstream upstream = new Upstream("", intended, null, null, null, isAttempt ? 1 : 0, "default");
    // Only the custom tag tells the subset of a call that reached no host.
    Call told = generation.hasCustomTags() ? call : call.withoutSubset();
    List<TrafficKey> keys = List.of(sourceKey(told, Workload.NONE, trafficClass));
    entries.add(
        new ProxyEntry(
            call.caller(),
            span,
            ofApp(call),
            upstream,
            request(call, call.authority()),
            response,
            keys));
  }

  /** The callee's proxy served an attempt. */
  void inbound(Call call, SimulatedPod callee, int port, Span span, Response response) {
    inbound(call, callee, port, span, new Served(call.authority(), TrafficClass.LIVE, response));
  }

  /** The mirror's proxy served a copy. */
  void mirrored(Call call, SimulatedPod callee, Span span, Response response) {
    String authority = call.authority();
    int colon = authority.lastIndexOf(':');
    String shadow = authority.substring(0, colon) + "-shadow" + authority.substring(colon);
    inbound(call, callee, port(), span, new Served(shadow, TrafficClass.MIRROR, response));
  }

  private record Served(String authority, TrafficClass trafficClass, Response response) {}

  private void inbound(Call call, SimulatedPod callee, int port, Span span, Served served) {
    Endpoint peer = new Endpoint(call.caller().address(), port);
    // Behind a gateway the client is read from x-forwarded-for.
    Endpoint remote = call.caller().isGateway() ? new Endpoint(client.address(), 0) : peer;
    String sni = call.service().sni(call.subset());
    Downstream downstream = new Downstream(remote, peer, at(callee), call.caller(), sni);
    Upstream upstream =
        new Upstream(
            INBOUND, INBOUND, at(callee), new Endpoint("127.0.0.6", port()), null, 1, "default");
    TrafficKey key =
        new TrafficKey(
            Reporter.DESTINATION,
            call.caller().workload(),
            callee.workload(),
            call.serviceName(),
            call.subset(),
            served.trafficClass());
    entries.add(
        new ProxyEntry(
            callee,
            span,
            downstream,
            upstream,
            request(call, served.authority()),
            served.response(),
            List.of(key)));
  }

  /** The egress gateway passed a call on to a host outside. */
  void egress(SimulatedBookinfo mesh, Call call, int port, Span span, Response response) {
    SimulatedPod gateway = mesh.egress;
    SimulatedService outside = mesh.books;
    Endpoint peer = new Endpoint(call.caller().address(), port);
    Downstream downstream =
        new Downstream(peer, peer, at(gateway), call.caller(), call.service().sni(""));
    Upstream upstream =
        new Upstream(
            outside.cluster(""),
            outside.cluster(""),
            new Endpoint(outside.address(), outside.port()),
            new Endpoint(gateway.address(), port()),
            null,
            1,
            "books-through-egress");
    TrafficKey called =
        new TrafficKey(
            Reporter.DESTINATION,
            call.caller().workload(),
            gateway.workload(),
            call.serviceName(),
            "",
            TrafficClass.LIVE);
    Call onward = new Call(gateway, outside, "", call.authority(), call.path(), false);
    TrafficKey calling = sourceKey(onward, Workload.external(outside.host()), TrafficClass.LIVE);
    entries.add(
        new ProxyEntry(
            gateway,
            span,
            downstream,
            upstream,
            request(call, call.authority()),
            response,
            List.of(called, calling)));
  }

  private Request request(Call call, String authority) {
    return new Request(authority, call.path(), requestId, client.address(), call.isGrpc(), bytes());
  }

  private static boolean isAnswered(Response response) {
    return response.details().equals(ProxyEntry.VIA_UPSTREAM);
  }

  private long bytes() {
    return random.nextInt(2000);
  }

  private Downstream fromClient(SimulatedPod gateway) {
    return new Downstream(client, client, new Endpoint(gateway.address(), GATEWAY_PORT), null, "");
  }

  private Downstream ofApp(Call call) {
    Endpoint app = new Endpoint(call.caller().address(), port());
    Endpoint meant = new Endpoint(call.service().address(), call.service().port());
    return new Downstream(app, app, meant, null, "");
  }

  private static Endpoint at(SimulatedPod pod) {
    return new Endpoint(pod.address(), pod.isGateway() ? GATEWAY_PORT : SimulatedBookinfo.APP_PORT);
  }

  private static TrafficKey entry(SimulatedBookinfo mesh) {
    SimulatedPod gateway = mesh.ingress;
    ServiceName own = new ServiceName(gateway.pod().namespace(), gateway.pod().app());
    return new TrafficKey(
        Reporter.DESTINATION, CLIENT, gateway.workload(), own, "", TrafficClass.LIVE);
  }

  private static TrafficKey sourceKey(Call call, Workload destination, TrafficClass trafficClass) {
    return new TrafficKey(
        Reporter.SOURCE,
        call.caller().workload(),
        destination,
        call.serviceName(),
        call.subset(),
        trafficClass);
  }

  /** A UUID of version 4, as Envoy makes one. */
  private static String requestId(RandomGenerator random) {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | 1L << 63;
    return new UUID(high, low).toString();
  }
}
