package dev.meshscope.testkit.nginx;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application behind nginx that counts what it was asked. The path tells it what to do: {@code
 * /status/<code>} answers with that code, {@code /close} closes the connection without an answer,
 * {@code /hang} does not answer as long as the server runs.
 */
final class BackendServer implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final Pattern STATUS = Pattern.compile(".*/status/([1-5][0-9]{2}).*");

  private final HttpServer server;
  private final int status;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong hanging = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param status what it answers with unless it is told otherwise
   */
  BackendServer(InetSocketAddress address, int status) {
    this.status = status;
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new NginxException("cannot listen on " + address, e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  /** Requests that reached it, whatever became of them. */
  long requests() {
    return requests.get();
  }

  /** Requests that are not answered because they were told so, since the start. */
  long hanging() {
    return hanging.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      String path = exchange.getRequestURI().getPath();
      if (path.endsWith("/close")) {
        return; // closing the exchange without an answer closes the connection
      }
      if (path.endsWith("/hang")) {
        hanging.incrementAndGet();
        closing.await();
        return;
      }
      Matcher told = STATUS.matcher(path);
      byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(
          told.matches() ? Integer.parseInt(told.group(1)) : status, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    executor.shutdownNow();
    executor.close();
  }
}
