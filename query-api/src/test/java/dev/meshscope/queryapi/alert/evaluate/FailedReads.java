package dev.meshscope.queryapi.alert.evaluate;

import com.sun.net.httpserver.HttpServer;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.ReadLimits;
import dev.meshscope.storage.read.SelectTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a reader throws. */
final class FailedReads {
  private static final String TOO_BIG = "158";

  private FailedReads() {}

  /** Of a database that is not there. */
  static ReadException away() {
    return failure(1);
  }

  /** Of one that would have to read too many rows. */
  static ReadException tooBig() {
    HttpServer server = refusing();
    try {
      return failure(server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer refusing() {
    try {
      var free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer server = HttpServer.create(free, 0);
      byte[] text =
          "Code: 158. DB::Exception: Limit for rows exceeded. (TOO_MANY_ROWS)"
              .getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.getRequestBody().readAllBytes();
              exchange.getResponseHeaders().add("X-ClickHouse-Exception-Code", TOO_BIG);
              exchange.sendResponseHeaders(500, text.length);
              exchange.getResponseBody().write(text);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReadException failure(int port) {
    ClickHouseConfig database = ClickHouseConfig.at(URI.create("http://127.0.0.1:" + port));
    try (var reader = new ClickHouseReader(database, ReadLimits.defaults())) {
      throw new AssertionError("it answers: " + reader.read(new SelectTables()));
    } catch (ReadException e) {
      return e;
    }
  }
}
