package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.receive.otlp.Answer.Refusal;
import dev.meshscope.collector.receive.otlp.Answer.Refused;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signals over HTTP, in protobuf and JSON, on a port of their own. */
final class OtlpHttpReceiver implements Part {
  private static final Logger log = LoggerFactory.getLogger(OtlpHttpReceiver.class);
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final int GZIP_BUFFER_BYTES = 8 * 1024;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final Duration DRAIN = Duration.ofMillis(1_500);

  /** A message is acknowledged by a thread of Kafka's client, which must not wait for a socket. */
  private static final Executor ANSWERS = Thread::startVirtualThread;

  private final int port;
  private final OtlpHttpConfig config;
  private final ExportDesk desk;
  private final List<Exports> signals;
  private final JsonTranscoder transcoder = new JsonTranscoder();
  private volatile @Nullable Javalin javalin;

  /**
   * Makes a receiver that does not listen yet.
   *
   * @param port 0 for any free one
   */
  OtlpHttpReceiver(int port, OtlpHttpConfig config, ExportDesk desk, List<Exports> signals) {
    this.port = port;
    this.config = config;
    this.desk = desk;
    this.signals = List.copyOf(signals);
  }

  @Override
  public String name() {
    return "otlp-http-receiver";
  }

  @Override
  public void start() {
    Javalin started = Javalin.create(this::configure);
    javalin = started;
    started.start();
    log.atInfo().addKeyValue("port", started.port()).log("collector listening for OTLP over HTTP");
  }

  /** The port that is listened on, which is the configured one unless that is 0. */
  int port() {
    return Objects.requireNonNull(javalin, "not started").port();
  }

  @Override
  public Health check() {
    return javalin == null ? Health.notReady("not listening") : Health.ready("listening");
  }

  @Override
  public void close() {
    Javalin started = javalin;
    if (started == null) {
      return;
    }
    try {
      desk.drain(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.stop();
  }

  private void configure(JavalinConfig javalinConfig) {
    javalinConfig.concurrency.useVirtualThreads = true;
    javalinConfig.startup.showJavalinBanner = false;
    javalinConfig.startup.showOldJavalinVersionWarning = false;
    javalinConfig.startup.startupWatcherEnabled = false;
    javalinConfig.http.prefer405over404 = true;
    javalinConfig.http.asyncTimeout = 0; // the desk has a timeout of its own
    javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
    javalinConfig.jetty.port = port;
    javalinConfig.jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setIdleTimeout(config.idleTimeout().toMillis());
    });
    javalinConfig.jetty.modifyServer(
        server -> server.addBean(new NetworkConnectionLimit(config.connectionsMax(), server)));
    for (Exports exports : signals) {
      javalinConfig.routes.post(exports.signal().path(), context -> export(context, exports));
    }
    javalinConfig.routes.exception(HttpResponseException.class, this::unrouted);
    javalinConfig.routes.exception(Exception.class, this::fail);
  }

  private void export(Context context, Exports exports) {
    Format format = Format.of(context);
    Refused obstacle = unsupported(context, format);
    if (obstacle == null) {
      obstacle = desk.obstacle();
    }
    if (obstacle != null) {
      write(context, format, desk.refuse(obstacle));
      return;
    }
    Body body = transcoded(read(context), format, exports.signal());
    String connection = Objects.requireNonNullElse(context.req().getRemoteAddr(), "");
    context.future(() ->
        desk.take(exports, body, connection)
            .thenAcceptAsync(answer -> write(context, format, exports.signal(), answer), ANSWERS));
  }

  private static @Nullable Refused unsupported(Context context, Format format) {
    if (format == Format.OTHER) {
      return new Refused(Refusal.UNSUPPORTED_TYPE, "Content-Type is " + PROTOBUF + " or " + JSON);
    }
    return switch (encoding(context)) {
      case "", "identity", "gzip" -> null;
      default -> new Refused(Refusal.UNSUPPORTED_TYPE, "Content-Encoding is gzip or none");
    };
  }

  private static String encoding(Context context) {
    return Objects.requireNonNullElse(context.header("Content-Encoding"), "")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private Body read(Context context) {
    long told = context.req().getContentLengthLong();
    if (told > desk.limits().bodyBytesMax().bytes()) {
      return Body.Unread.TOO_LARGE;
    }
    int expected = (int) Math.max(0, told);
    try {
      InputStream in = context.req().getInputStream();
      return encoding(context).equals("gzip")
          ? desk.intake().read(() -> new GZIPInputStream(in, GZIP_BUFFER_BYTES), 2 * expected)
          : desk.intake().read(() -> in, expected);
    } catch (IOException e) {
      return Body.Unread.CUT_OFF;
    }
  }

  /** JSON becomes protobuf, which takes the room instead. */
  private Body transcoded(Body body, Format format, Signal signal) {
    if (format != Format.JSON || !(body instanceof Body.Whole json)) {
      return body;
    }
    try {
      ProtobufWriter out = transcoder.transcode(signal.request(), json.bytes(), json.length());
      return desk.intake().taken(out.bytes(), out.length());
    } catch (JsonTranscoder.JsonException e) {
      log.atDebug().setCause(e).log("JSON that is no message");
      return Body.Unread.UNREADABLE;
    } finally {
      desk.intake().giveBack(json.charged());
    }
  }

  private void write(Context context, Format format, Signal signal, Answer answer) {
    switch (answer) {
      case Answer.Taken taken -> {
        boolean isJson = format == Format.JSON;
        byte[] reply = isJson ? Replies.json(signal, taken) : Replies.protobuf(signal, taken);
        context.contentType(isJson ? JSON : PROTOBUF).result(reply);
      }
      case Refused refused -> write(context, format, refused);
    }
  }

  private void write(Context context, Format format, Refused refused) {
    Duration retryAfter = desk.limits().retryAfter();
    context.status(refused.reason().httpStatus());
    if (refused.reason().isRetryable()) {
      context.header("Retry-After", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1_000)));
    }
    boolean isJson = format == Format.JSON;
    byte[] reply =
        isJson ? Replies.json(refused) : Replies.status(refused, retryAfter).toByteArray();
    context.contentType(isJson ? JSON : PROTOBUF).result(reply);
  }

  /** There is no such path, or it takes no such method. */
  private void unrouted(HttpResponseException failure, Context context) {
    boolean isMethod = failure.getStatus() == METHOD_NOT_ALLOWED;
    if (isMethod) {
      context.header("Allow", "POST");
    }
    Refused refused =
        isMethod
            ? new Refused(Refusal.METHOD_NOT_ALLOWED, "only POST")
            : new Refused(Refusal.NOT_FOUND, "no such path");
    write(context, Format.of(context), refused);
  }

  private void fail(Exception failure, Context context) {
    log.atError().setCause(failure).log("a message was not understood, and not refused");
    write(context, Format.of(context), new Refused(Refusal.FAILED, "failed"));
  }

  /** What a message is written in; its answer is too. */
  private enum Format {
    PROTOBUF,
    JSON,
    OTHER;

    static Format of(Context context) {
      String type = Objects.requireNonNullElse(context.contentType(), "");
      int parameters = type.indexOf(';');
      String bare = (parameters < 0 ? type : type.substring(0, parameters)).strip();
      return switch (bare.toLowerCase(Locale.ROOT)) {
        case OtlpHttpReceiver.PROTOBUF -> PROTOBUF;
        case OtlpHttpReceiver.JSON -> JSON;
        default -> OTHER;
      };
    }
  }
}
