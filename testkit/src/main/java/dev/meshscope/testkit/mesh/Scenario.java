package dev.meshscope.testkit.mesh;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * One kind of request from outside: who sends it, where it goes, how the applications on its way
 * behave, and so what the proxies will report. Everything but the reviews' split is decided by the
 * request itself.
 */
public enum Scenario {
  /** Product page with details (mirrored to details-v2), reviews 70/20/10 and ratings. */
  BROWSE("/productpage", ""),
  /** Details fail once with 503 and answer at the second try. */
  RETRIED("/productpage", "details=status:503:first"),
  /** Details fail at all three tries: URX. */
  RETRIES_EXHAUSTED("/productpage", "details=status:503"),
  /**
   * Details close the connection instead of answering: UC at their sidecar, URX at the caller's.
   */
  CONNECTION_CLOSED("/productpage/details", "details=close"),
  /** Reviews' own error, not retried. */
  APPLICATION_ERROR("/productpage", "reviews=status:500"),
  /** A service port without a listener: UF and URX. */
  CONNECT_FAILURE("/productpage/unlistened", ""),
  /** A service without endpoints, called by an application: UH. */
  NO_ENDPOINTS("/productpage/archive", ""),
  /** The same service, called through the gateway. */
  NO_ENDPOINTS_AT_GATEWAY("/archive", ""),
  /** A host that no route knows, called by an application: NR. */
  NO_ROUTE("/productpage/nowhere", ""),
  /** A path that the gateway does not know: NR. */
  NO_ROUTE_AT_GATEWAY("/nowhere", ""),
  /** The gateway answers itself. */
  DIRECT_RESPONSE("/status", ""),
  /** The gateway sends the client elsewhere. */
  REDIRECT("/index.html", ""),
  /** Eight calls at once over one connection with one waiting: UO, no host chosen. */
  PENDING_OVERFLOW("/productpage/burst", "details=slow:20"),
  /** Eight calls at once where one may be under way: UO by {@code max_requests}. */
  REQUEST_OVERFLOW("/productpage/burst", "details=slow:20"),
  /** A retry that the circuit breaker refuses: UO beside the application's own 503. */
  RETRY_REFUSED("/productpage/details", "details=status:503"),
  /** Details never answer within the route's 200 ms: UT, and DC at their own sidecar. */
  TIMEOUT("/productpage", "details=hang"),
  /** The caller's sidecar answers for reviews: FI. */
  FAULT_ABORT("/productpage", ""),
  /** The caller's sidecar waits 50 ms before it asks reviews: DI. */
  FAULT_DELAY("/productpage", ""),
  /** The client leaves after 100 ms, long before the answer: DC, code 0. */
  CLIENT_GONE("/productpage", "productpage=slow:1000", Duration.ofMillis(100)),
  /** Details ask an outside host through the egress gateway. */
  EGRESS("/productpage/books", ""),
  /** The product page asks an outside host directly. */
  SERVICE_ENTRY("/productpage/ads", ""),
  /** A gRPC call that is answered with status 0. */
  GRPC("/productpage/grpc", ""),
  /** A gRPC call that fails with status 14, under HTTP 200. */
  GRPC_ERROR("/productpage/grpc", "ratings=grpc:14"),
  /** Ratings ask their database: a TCP connection. */
  TCP("/productpage/stored", ""),
  /** Ratings keep a connection to their database for seven seconds; the answer is there before. */
  TCP_LONG("/productpage/watched", ""),
  /** A real gRPC call to recommendations that ends well. */
  RPC("/productpage/rpc/list", ""),
  /** One that is refused with status 7 in the headers (trailers-only). */
  RPC_REFUSED("/productpage/rpc/refuse", ""),
  /** One that fails with status 13 in the trailers. */
  RPC_FAILED("/productpage/rpc/fail", ""),
  /** One that is answered with a stream of messages. */
  RPC_STREAM("/productpage/rpc/watch", ""),
  /** Plaintext before a sidecar that takes mutual TLS only: NR there, UC at the caller's. */
  DENIED("/productpage/details", ""),
  /** Details ask a host that is declared nowhere, and may. */
  PASSTHROUGH("/productpage/isbn", ""),
  /** Ratings ask a host that is declared nowhere, and may not: 502 by their own sidecar. */
  BLOCKED("/productpage/tracked", ""),
  /** Ratings open a TCP connection to a service that is declared nowhere, and may not: UH. */
  BLOCKED_TCP("/productpage/cached", ""),
  /** Through two pods whose proxies report over OTLP: logs the first, spans the second. */
  OTLP("/productpage/otlp", ""),
  /** Past every gateway through a port of a node: plaintext, no proxy on the caller's side. */
  NODE_PORT("/productpage", Caller.NODE_PORT),
  /** The kubelet asks the product page whether it is well. */
  HEALTH_PROBE("/health", Caller.KUBELET),
  /** Prometheus reads the metrics of ratings. */
  SCRAPE("/metrics", Caller.PROMETHEUS);

  /** Header that carries the label; routes match on it. */
  static final String HEADER = "x-scenario";

  private static final long PATIENCE_SECONDS = 30;

  private final String path;
  private final String behavior;
  private final Duration patience;
  private final Caller caller;

  Scenario(String path, String behavior) {
    this(path, behavior, Duration.ofSeconds(PATIENCE_SECONDS));
  }

  Scenario(String path, Caller caller) {
    this(path, "", Duration.ofSeconds(PATIENCE_SECONDS), caller);
  }

  Scenario(String path, String behavior, Duration patience) {
    this(path, behavior, patience, Caller.USER);
  }

  Scenario(String path, String behavior, Duration patience, Caller caller) {
    this.path = path;
    this.behavior = behavior;
    this.patience = patience;
    this.caller = caller;
  }

  /** Who sends it. */
  Caller caller() {
    return caller;
  }

  /** What the caller asks for. */
  String path() {
    return path;
  }

  /** Value of header {@link Behavior#HEADER}. */
  String behavior() {
    return behavior;
  }

  /** How long the client waits before it goes away. */
  Duration patience() {
    return patience;
  }

  /** Those about the ways in and out of the mesh and through it, not about outcomes. */
  static Set<Scenario> ways() {
    return EnumSet.range(TCP_LONG, SCRAPE);
  }

  /** As in the header, for example {@code retries-exhausted}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
