package dev.meshscope.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Serves {@link ManagementPages} on a port of their own, for processes without a web server. */
public final class Management implements Part {
  private static final int BACKLOG = 64;

  private final ManagementConfig config;
  private final ManagementPages pages;
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  public Management(ManagementConfig config, ManagementPages pages) {
    this.config = config;
    this.pages = pages;
  }

  @Override
  public String name() {
    return "management";
  }

  @Override
  public synchronized void start() throws IOException {
    var address = new InetSocketAddress(config.host(), config.port());
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The port that is listened on, which is the configured one unless that is 0. */
  public synchronized int port() {
    return Objects.requireNonNull(server, "not started").getAddress().getPort();
  }

  @Override
  public Health check() {
    return Health.ready("listening");
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
    }
    if (threads != null) {
      threads.shutdownNow();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean isRead = exchange.getRequestMethod().matches("GET|HEAD");
      var uri = exchange.getRequestURI();
      String query = Objects.requireNonNullElse(uri.getQuery(), "");
      String accept =
          Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Accept"), "");
      var page =
          isRead
              ? pages
                  .page(uri.getPath(), query, accept)
                  .orElse(new ManagementPages.Page(404, "text/plain", "no such page\n"))
              : new ManagementPages.Page(405, "text/plain", "only GET\n");
      send(exchange, page);
    }
  }

  private static void send(HttpExchange exchange, ManagementPages.Page page) throws IOException {
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", page.contentType());
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(page.status(), isHead ? -1 : body.length);
    if (!isHead) {
      exchange.getResponseBody().write(body);
    }
  }
}
