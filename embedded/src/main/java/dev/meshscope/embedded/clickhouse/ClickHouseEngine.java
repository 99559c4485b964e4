package dev.meshscope.embedded.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ClickHouse in this process, on 127.0.0.1, over its HTTP protocol. The library has one engine per
 * process, so there is one of these per process, started once.
 */
public final class ClickHouseEngine implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClickHouseEngine.class);

  private final ClickHouseEngineConfig config;
  private final QuerySlots slots;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Chdb chdb;

  /** Open as long as the engine is: the library ends its engine with the last connection. */
  private @Nullable ChdbConnection keeper;

  private @Nullable HttpServer http;

  public ClickHouseEngine(ClickHouseEngineConfig config) {
    this.config = config;
    slots = new QuerySlots(config.limits().connections(), config.limits().queueTimeout());
  }

  /**
   * Returns when requests are answered.
   *
   * @throws IOException when the port is taken
   */
  public void start() throws IOException {
    // Bound first: a taken port must not cost a start of the engine.
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), config.port()),
            128);
    http = server;
    Chdb library = Chdb.load(config.library());
    chdb = library;
    List<String> arguments = EngineArguments.of(config);
    ChdbConnection open = library.connect(arguments);
    keeper = open;
    QueryHandler queries =
        new QueryHandler(() -> library.connect(arguments), identity(open), config.limits(), slots);
    server.createContext("/", exchange -> route(exchange, queries));
    server.setExecutor(requests);
    server.start();
  }

  private static ServerIdentity identity(ChdbConnection connection) {
    try {
      String[] facts = connection.execute("SELECT version(), timezone()").strip().split("\t", -1);
      return new ServerIdentity(facts[0], facts[1]);
    } catch (EngineException e) {
      throw new IllegalStateException("the engine does not answer", e);
    }
  }

  private static void route(HttpExchange exchange, QueryHandler queries) throws IOException {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/" -> {
        if (hasStatement(exchange)) {
          queries.handle(exchange);
        } else {
          sendText(exchange, 200, "Ok.\n");
        }
      }
      case "/ping", "/replicas_status" -> sendText(exchange, 200, "Ok.\n");
      default -> sendText(exchange, 404, "There is no handle " + path + "\n");
    }
  }

  private static boolean hasStatement(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return !exchange.getRequestMethod().matches("GET|HEAD") || (query != null && !query.isEmpty());
  }

  private static void sendText(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** The port that it listens on. */
  public int port() {
    if (http == null) {
      throw new IllegalStateException("not started");
    }
    return http.getAddress().getPort();
  }

  /**
   * Lets running statements end, then closes the connections and the engine. When statements do not
   * end in time, the library is left as it is, because closing a busy connection aborts the
   * process.
   */
  @Override
  public void close() {
    if (http != null) {
      http.stop((int) ClickHouseEngineConfig.closeTimeout().toSeconds());
    }
    requests.shutdown();
    try {
      if (slots.drain(Duration.ofMillis(100))) {
        closeLibrary();
      } else {
        log.atWarn().log("statements still run, the engine is left open");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeLibrary() {
    if (keeper != null) {
      keeper.close();
      keeper = null;
    }
    if (chdb != null) {
      chdb.shutdown();
    }
  }
}
