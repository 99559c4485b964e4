package dev.meshscope.testkit.simulate;

import dev.meshscope.model.ResponseFlag;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.testkit.simulate.Hops.Call;
import dev.meshscope.testkit.simulate.Hops.Caller;
import dev.meshscope.testkit.simulate.ProxyEntry.Response;
import dev.meshscope.testkit.simulate.ProxyEntry.Span;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Walks one user request through the tree of calls. Times are nanoseconds after its start; a call
 * takes what its callees take, what the network takes and what the proxies add.
 */
final class RequestWalk {
  private static final int ATTEMPTS_MAX = 3;
  private static final long CONNECT_NANOS = 900_000;
  private static final int GRPC_UNAVAILABLE = 14;

  private static final Response UNAVAILABLE = answer(503, -1);
  private static final Response ERROR = answer(500, -1);
  private static final Response GONE = own(0, "downstream_remote_disconnect", ResponseFlag.DC);

  private final SimulatedBookinfo mesh;
  private final RequestKind kind;
  private final RandomGenerator random;
  private final Latencies latencies;
  private final Hops hops;

  RequestWalk(SimulatedBookinfo mesh, RequestKind kind, RandomGenerator random) {
    this.mesh = mesh;
    this.kind = kind;
    this.random = random;
    latencies = new Latencies(random);
    hops = new Hops(random);
  }

  /** What happens to a call. */
  private enum Fate {
    ANSWERED,
    FAILS_ONCE,
    FAILS,
    FAILS_INSIDE,
    GRPC_FAILS,
    REFUSED,
    OVERFLOWED,
    TIMED_OUT,
    ABORTED
  }

  Walked walk() {
    long end = kind == RequestKind.NO_ROUTE ? noRoute() : page();
    return new Walked(hops.entries(), end);
  }

  private long noRoute() {
    long end = latencies.proxy();
    hops.noRoute(mesh, Span.between(0, end), own(404, "route_not_found", ResponseFlag.NR));
    return end;
  }

  private long page() {
    Response response = kind == RequestKind.CLIENT_GONE ? GONE : answer(200, -1);
    int port = hops.port();
    long arrived = latencies.proxy() + latencies.network();
    long end = productpage(arrived + latencies.proxy()) + latencies.proxy();
    Call call =
        new Call(mesh.ingress, mesh.productpageService, "", Hops.SITE, "/productpage", false);
    hops.inbound(call, mesh.productpage, port, Span.between(arrived, end), response);
    long done = end + latencies.network() + latencies.proxy();
    hops.ingress(mesh, Span.between(0, done), port, response);
    return done;
  }

  private long productpage(long start) {
    long work = latencies.application("productpage") / 2;
    long details = call(detailsCall(), mesh.details, detailsFate(), start + work);
    return reviews(details) + work;
  }

  private long reviews(long start) {
    int version = reviewsVersion();
    Call call = inMesh(mesh.productpage, mesh.reviewsService, "v" + version, "/reviews/0", false);
    return call(call, mesh.reviews.get(version - 1), reviewsFate(), start);
  }

  private Call detailsCall() {
    return inMesh(mesh.productpage, mesh.detailsService, "v1", "/details/0", false);
  }

  /**
   * Without custom tags only the authority tells where a call that reached no host was meant to.
   */
  private static Call inMesh(
      SimulatedPod caller, SimulatedService service, String subset, String path, boolean isGrpc) {
    boolean hasTags = caller.peerMetadata().hasCustomTags();
    String authority = hasTags ? service.shortAuthority() : service.authority();
    return new Call(caller, service, subset, authority, path, isGrpc);
  }

  private Fate detailsFate() {
    return switch (kind) {
      case RETRIED -> Fate.FAILS_ONCE;
      case RETRIES_EXHAUSTED -> Fate.FAILS;
      case REFUSED -> Fate.REFUSED;
      default -> Fate.ANSWERED;
    };
  }

  private Fate reviewsFate() {
    return switch (kind) {
      case OVERFLOWED -> Fate.OVERFLOWED;
      case TIMED_OUT -> Fate.TIMED_OUT;
      case FAULT -> Fate.ABORTED;
      case APPLICATION_ERROR -> Fate.FAILS_INSIDE;
      default -> Fate.ANSWERED;
    };
  }

  /** Weighted 70, 20, 10. */
  private int reviewsVersion() {
    int percent = random.nextInt(100);
    if (kind == RequestKind.GRPC_ERROR || percent >= 90) {
      return 3;
    }
    return percent < 70 ? 1 : 2;
  }

  /** Returns when the caller's application has its answer. */
  private long call(Call call, SimulatedPod callee, Fate fate, long start) {
    return switch (fate) {
      case OVERFLOWED ->
          local(
              call,
              start,
              own(503, "upstream_reset_before_response_started{overflow}", ResponseFlag.UO),
              TrafficClass.LIVE);
      case ABORTED ->
          local(
              call,
              start,
              own(503, "fault_filter_abort", ResponseFlag.FI),
              TrafficClass.FAULT_INJECTED);
      case REFUSED -> refused(call, callee, start);
      case TIMED_OUT -> timedOut(call, callee, start);
      case ANSWERED, FAILS_ONCE, FAILS, FAILS_INSIDE, GRPC_FAILS ->
          attempts(call, callee, fate, start);
    };
  }

  private long local(Call call, long start, Response response, TrafficClass trafficClass) {
    long end = start + latencies.proxy();
    hops.local(call, Span.between(start, end), response, trafficClass);
    return end;
  }

  private long refused(Call call, SimulatedPod callee, long start) {
    String reason = "remote_connection_failure|delayed_connect_error:_111";
    Response response =
        own(
            503,
            "upstream_reset_before_response_started{" + reason + "}",
            ResponseFlag.UF,
            ResponseFlag.URX);
    long end = start + latencies.proxy();
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      end += CONNECT_NANOS + (attempt < ATTEMPTS_MAX ? latencies.backOff() : 0);
    }
    Span span = new Span(start, end - start, end - start - CONNECT_NANOS);
    hops.outbound(call, callee, span, new Caller(hops.port(), ATTEMPTS_MAX), response);
    return end;
  }

  /** The caller gives up; its callee sees it leave. */
  private long timedOut(Call call, SimulatedPod callee, long start) {
    int port = hops.port();
    long end = start + latencies.timeout();
    long arrived = start + latencies.proxy() + latencies.network();
    long left = end + latencies.network();
    hops.outbound(
        call,
        callee,
        Span.between(start, end),
        new Caller(port, 1),
        own(504, "response_timeout", ResponseFlag.UT));
    hops.inbound(call, callee, port, Span.between(arrived, left), GONE);
    return end;
  }

  private long attempts(Call call, SimulatedPod callee, Fate fate, long start) {
    int attempts = fate == Fate.FAILS ? ATTEMPTS_MAX : fate == Fate.FAILS_ONCE ? 2 : 1;
    long now = start + latencies.proxy();
    long sent = now;
    int port = 0;
    Response response = answered(call, fate);
    for (int attempt = 1; attempt <= attempts; attempt++) {
      boolean isLast = attempt == attempts;
      sent = now;
      port = hops.port();
      Response served = isLast && fate != Fate.FAILS ? response : UNAVAILABLE;
      now = attempt(call, callee, port, now, served);
      now += isLast ? 0 : latencies.backOff();
    }
    long end = now + latencies.proxy();
    Span span = new Span(start, end - start, sent - start);
    hops.outbound(call, callee, span, new Caller(port, attempts), response);
    return end;
  }

  private static Response answered(Call call, Fate fate) {
    return switch (fate) {
      case FAILS ->
          new Response(
              503, Set.of(ResponseFlag.URX), ProxyEntry.VIA_UPSTREAM, -1, UNAVAILABLE.bytes());
      case FAILS_INSIDE -> ERROR;
      case GRPC_FAILS -> answer(200, GRPC_UNAVAILABLE);
      default -> answer(200, call.isGrpc() ? 0 : -1);
    };
  }

  private long attempt(Call call, SimulatedPod callee, int port, long sent, Response response) {
    long arrived = sent + latencies.network();
    if (callee.isGateway()) {
      return egress(call, port, arrived, response);
    }
    long work = arrived + latencies.proxy();
    long end = (response.code() == 200 ? application(callee, work) : work) + latencies.proxy();
    hops.inbound(call, callee, port, Span.between(arrived, end), response);
    mirror(call, arrived);
    return end + latencies.network();
  }

  private long egress(Call call, int port, long arrived, Response response) {
    long end = arrived + latencies.proxy() + latencies.outside();
    hops.egress(mesh, call, port, Span.between(arrived, end), response);
    return end + latencies.network();
  }

  /** The copy goes out with the request itself; nobody waits for it. */
  private void mirror(Call call, long arrived) {
    if (kind == RequestKind.MIRRORED && call.service().equals(mesh.detailsService)) {
      Call copy = inMesh(call.caller(), call.service(), "v2", call.path(), false);
      long end = arrived + latencies.application("details");
      hops.mirrored(copy, mesh.detailsMirror, Span.between(arrived, end), answer(200, -1));
    }
  }

  private long application(SimulatedPod pod, long start) {
    String app = pod.pod().app();
    long worked = start + latencies.application(app);
    if (app.equals("details") && kind == RequestKind.BOOKS) {
      Call call = new Call(pod, mesh.egressService, "", mesh.books.host(), "/volumes", false);
      return call(call, mesh.egress, Fate.ANSWERED, worked);
    }
    if (app.equals("reviews") && !pod.pod().version().equals("v1")) {
      boolean isGrpc = pod.pod().version().equals("v3");
      String path = isGrpc ? "/bookinfo.Ratings/Get" : "/ratings/0";
      Call call = inMesh(pod, mesh.ratingsService, "v1", path, isGrpc);
      Fate fate = kind == RequestKind.GRPC_ERROR ? Fate.GRPC_FAILS : Fate.ANSWERED;
      return call(call, mesh.ratings, fate, worked);
    }
    return worked;
  }

  private static Response answer(int code, int grpcStatus) {
    return new Response(code, Set.of(), ProxyEntry.VIA_UPSTREAM, grpcStatus, 1800);
  }

  private static Response own(int code, String details, ResponseFlag... flags) {
    return new Response(code, Set.of(flags), details, -1, code == 0 ? 0 : 91);
  }

  /**
   * What came of it.
   *
   * @param entries what the proxies report, in the order in which the requests ended
   * @param durationNanos how long the user waited
   */
  record Walked(List<ProxyEntry> entries, long durationNanos) {}
}
