package dev.meshscope.embedded.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers statements that come by GET or POST, as ClickHouse's HTTP interface does. */
final class QueryHandler implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(QueryHandler.class);

  private final Supplier<ChdbConnection> connections;
  private final ServerIdentity server;
  private final ClickHouseEngineLimits limits;
  private final QuerySlots slots;
  private final Semaphore inProgress;

  QueryHandler(
      Supplier<ChdbConnection> connections,
      ServerIdentity server,
      ClickHouseEngineLimits limits,
      QuerySlots slots) {
    this.connections = connections;
    this.server = server;
    this.limits = limits;
    this.slots = slots;
    inProgress = new Semaphore(limits.requestsMax());
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    QueryAnswer answer = new QueryAnswer(exchange, server);
    if (!inProgress.tryAcquire()) {
      answer.fail(QuerySlots.busy("Too many requests. Maximum: " + limits.requestsMax()));
      return;
    }
    try {
      answer(exchange, answer);
    } finally {
      inProgress.release();
    }
  }

  private void answer(HttpExchange exchange, QueryAnswer answer) throws IOException {
    try {
      requireTakenMethod(exchange);
      UrlParameters url = UrlParameters.parse(exchange.getRequestURI().getRawQuery());
      QueryRequest request = QueryRequest.of(exchange, url);
      answer.follow(request);
      try (NativeBuffer text = readStatement(exchange, url, request)) {
        run(request, answer, text);
      }
    } catch (EngineException e) {
      answer.fail(e.error());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the engine is closing", e);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("uri", exchange.getRequestURI().getPath()).log("request failed", e);
      throw new IOException("request failed", e);
    }
  }

  private static void requireTakenMethod(HttpExchange exchange) throws EngineException {
    String method = exchange.getRequestMethod();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!method.matches("GET|POST")) {
      throw notImplemented("HTTP method " + method + " is not supported").exception();
    }
    if (type != null && type.startsWith("multipart/")) {
      throw notImplemented("Bodies in parts are not supported").exception();
    }
  }

  private static EngineError notImplemented(String what) {
    return EngineError.of(EngineError.NOT_IMPLEMENTED, "NOT_IMPLEMENTED", what);
  }

  private void run(QueryRequest request, QueryAnswer answer, NativeBuffer text)
      throws EngineException, IOException, InterruptedException {
    if (NativeHello.isAskedBy(request, text.bytes())) {
      byte[] hello = NativeHello.answer(server, request.clientRevision());
      answer.sendAll("Native", QuerySummary.UNKNOWN, MemorySegment.ofArray(hello));
      return;
    }
    slots.run(() -> {
      try (ChdbConnection connection = connections.get()) {
        new QueryRun(connection, request, answer).run(text.bytes());
      }
    });
  }

  /** The {@code query} parameter, a line end, the body: an INSERT may have its data in the body. */
  private NativeBuffer readStatement(HttpExchange exchange, UrlParameters url, QueryRequest request)
      throws EngineException, IOException {
    long announced = announcedBytes(exchange);
    if (announced > limits.bodyBytesMax()) {
      throw NativeBuffer.tooLarge(limits.bodyBytesMax()).exception();
    }
    Optional<byte[]> query = url.bytes("query");
    long queryBytes = query.map(bytes -> bytes.length + 1L).orElse(0L);
    NativeBuffer text =
        new NativeBuffer(queryBytes + announced, queryBytes + limits.bodyBytesMax());
    boolean isRead = false;
    try {
      if (query.isPresent()) {
        text.append(query.get());
        text.append(new byte[] {'\n'});
      }
      appendBody(exchange, request, text);
      isRead = true;
      return text;
    } finally {
      if (!isRead) {
        text.close();
      }
    }
  }

  private static long announcedBytes(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    return length == null ? 0 : Long.parseLong(length.strip());
  }

  private static void appendBody(HttpExchange exchange, QueryRequest request, NativeBuffer text)
      throws EngineException, IOException {
    InputStream body = unpacked(exchange);
    if (request.transfer().isRequestInBlocks()) {
      new CompressedBlocksInput(body).appendAllTo(text);
    } else {
      text.appendAll(body);
    }
  }

  private static InputStream unpacked(HttpExchange exchange) throws EngineException, IOException {
    String encoding =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Encoding"))
            .orElse("identity")
            .toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "identity", "" -> exchange.getRequestBody();
      case "gzip" -> new GZIPInputStream(exchange.getRequestBody());
      default ->
          throw notImplemented("Content-Encoding " + encoding + " is not supported").exception();
    };
  }
}
