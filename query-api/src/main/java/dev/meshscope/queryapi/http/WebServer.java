package dev.meshscope.queryapi.http;

import dev.meshscope.queryapi.query.RangeLimits;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.ManagementPages;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.storage.read.ReadException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.util.JavalinBindException;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Serves the routes on virtual threads. */
public final class WebServer implements Part {
  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final int GZIP_LEVEL = 4;
  private static final int GZIP_FROM_BYTES = 1024;

  /** What headers may add to a URL. */
  private static final int HEADER_BYTES = 16 * 1024;

  private static final String UNMATCHED = "unmatched";
  private static final String ALLOW = "Allow";

  private final Address address;
  private final HttpLimits limits;
  private final Routes routes;
  private final RequestIds requestIds;
  private final Replies replies;
  private final RequestMetrics metrics;
  private volatile @Nullable Javalin javalin;

  /**
   * Where to listen.
   *
   * @param host address or name
   * @param port 0 for any free one
   */
  public record Address(String host, int port) {}

  /**
   * What questions are allowed to ask.
   *
   * @param tenant whose traffic
   * @param ranges how long ranges may be
   * @param resolutions which windows answer them
   * @param http what a client may send
   */
  public record Bounds(
      String tenant, RangeLimits ranges, Resolutions resolutions, HttpLimits http) {}

  /**
   * What the process lends to its parts.
   *
   * @param management health and metrics
   * @param telemetry counts requests
   * @param clock says when a question was asked
   * @param random makes ids of requests; safe for use by many threads
   */
  public record Surroundings(
      ManagementPages management,
      Telemetry telemetry,
      InstantSource clock,
      RandomGenerator random) {}

  public WebServer(Address address, Bounds bounds, Questions questions, Surroundings surroundings) {
    this.address = address;
    this.limits = bounds.http();
    this.routes =
        new Routes(
            questions,
            new TrafficParameters(bounds.tenant(), bounds.ranges(), bounds.resolutions()),
            surroundings.management(),
            bounds.http(),
            surroundings.clock());
    this.requestIds = new RequestIds(surroundings.random());
    this.replies = new Replies(requestIds);
    this.metrics = new RequestMetrics(surroundings.telemetry());
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public void start() throws BindException {
    Javalin started = Javalin.create(this::configure);
    javalin = started;
    try {
      started.start();
    } catch (JavalinBindException e) {
      throw new BindException(
          "cannot listen on %s, port %d".formatted(address.host(), address.port()));
    }
    log.atInfo().addKeyValue("port", started.port()).log("query-api listening");
  }

  @Override
  public Health check() {
    return javalin == null ? Health.notReady("starting") : Health.ready("listening");
  }

  @Override
  public void close() {
    Javalin started = javalin;
    if (started != null) {
      started.stop();
    }
  }

  /** The port that is listened on, which is the configured one unless that is 0. */
  public int port() {
    return Objects.requireNonNull(javalin, "not started").port();
  }

  private void configure(JavalinConfig config) {
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = limits.bodyMax().bytes();
    config.http.compressionStrategy = compression();
    listen(config);
    for (Routes.Route route : routes.all()) {
      switch (route.method()) {
        case GET -> config.routes.get(route.path(), context -> answer(context, route));
        case PUT -> config.routes.put(route.path(), context -> answer(context, route));
      }
    }
    config.routes.before(this::admit);
    config.routes.exception(HttpResponseException.class, this::refuse);
    config.routes.exception(Exception.class, this::fail);
  }

  private void listen(JavalinConfig config) {
    config.jetty.host = address.host();
    config.jetty.port = address.port();
    config.jetty.modifyHttpConfiguration(http -> {
      http.setRequestHeaderSize(limits.urlMax().bytesAsInt() + HEADER_BYTES);
      http.setSendServerVersion(false);
      http.setIdleTimeout(limits.idleTimeout().toMillis());
    });
    config.jetty.modifyServer(server -> {
      server.setErrorHandler(new ServerProblems(replies, requestIds));
      server.addBean(new NetworkConnectionLimit(limits.connectionsMax(), server));
    });
  }

  private static CompressionStrategy compression() {
    CompressionStrategy gzip = new CompressionStrategy(null, new Gzip(GZIP_LEVEL));
    gzip.setDefaultMinSizeForCompression(GZIP_FROM_BYTES);
    return gzip;
  }

  /** Before everything else: an id for the request, and how long its URL may be. */
  private void admit(Context context) {
    requestIds.give(context);
    context.header(Replies.CONTENT_TYPE_OPTIONS, Replies.NO_SNIFF);
    int urlLength =
        context.path().length() + Objects.requireNonNullElse(context.queryString(), "").length();
    if (urlLength > limits.urlMax().bytes()) {
      replies.write(context, Reply.Failed.of(ProblemType.URL_TOO_LONG));
      context.skipRemainingHandlers();
    }
  }

  private void answer(Context context, Routes.Route route) {
    long begin = System.nanoTime();
    replies.write(context, ask(context, route));
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    metrics.answered(route.path(), context.statusCode(), time);
  }

  private Reply ask(Context context, Routes.Route route) {
    if (context.req().getContentLengthLong() > route.bodyMax()) {
      return Reply.Failed.of(ProblemType.BODY_TOO_LARGE);
    }
    try {
      return route.handler().handle(context);
    } catch (ReadException e) {
      logFailure(e, route, requestIds.of(context));
      return Failures.of(e);
    }
  }

  /** A storage that is away or busy is counted and told by its health; only refusals are ours. */
  private static void logFailure(ReadException failure, Routes.Route route, String requestId) {
    boolean isOurs = failure.kind() == ReadException.Kind.REFUSED;
    log.atLevel(isOurs ? Level.ERROR : Level.DEBUG)
        .addKeyValue("route", route.path())
        .addKeyValue("requestId", requestId)
        .addKeyValue("kind", failure.kind())
        .setCause(failure)
        .log("storage did not answer");
  }

  private void refuse(HttpResponseException failure, Context context) {
    if (failure instanceof MethodNotAllowedResponse) {
      context.header(ALLOW, allowed(context.path()));
    }
    replies.write(context, Failures.of(failure));
    metrics.answered(UNMATCHED, context.statusCode(), Duration.ZERO);
  }

  /** The methods of the routes that match the path. */
  private String allowed(String path) {
    return routes.all().stream()
        .filter(route -> route.matches(path))
        .map(route -> route.method() == Routes.Method.GET ? "GET, HEAD" : route.method().name())
        .collect(Collectors.joining(", "));
  }

  private void fail(Exception failure, Context context) {
    log.atError()
        .addKeyValue("requestId", requestIds.of(context))
        .setCause(failure)
        .log("request failed");
    replies.write(context, Reply.Failed.of(ProblemType.INTERNAL));
    metrics.answered(UNMATCHED, context.statusCode(), Duration.ZERO);
  }
}
