package dev.meshscope.testkit.nginx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * A client that writes a request as it is told to, also one that no library would write, on a
 * connection of its own.
 */
final class HttpLine {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final long POLL_MILLIS = 5;
  private static final int CODE_AT = 9;
  private static final int CODE_TO = 12;

  private final InetSocketAddress server;

  HttpLine(InetSocketAddress server) {
    this.server = server;
  }

  /** The code of the answer to a GET; 0 if there was none. */
  int get(String host, String path, String header) throws IOException {
    return send(request(host, path, header));
  }

  /** The code of the answer to whatever that is; 0 if there was none. */
  int send(String request) throws IOException {
    try (Socket socket = open(request)) {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = reader.readLine();
      while (reader.readLine() != null) {
        // The server closes the connection when all is said.
      }
      return first == null || first.length() < CODE_TO
          ? 0
          : Integer.parseInt(first.substring(CODE_AT, CODE_TO));
    }
  }

  /** Asks and leaves without the answer, as soon as that holds. */
  void leave(String host, String path, BooleanSupplier moment)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
    try (Socket socket = open(request(host, path, ""))) {
      while (!moment.getAsBoolean()) {
        if (System.nanoTime() - deadline > 0) {
          throw new NginxException("nobody got the request " + path + " through " + socket);
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private Socket open(String request) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(server, TIMEOUT_MILLIS);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static String request(String host, String path, String header) {
    String line = header.isEmpty() ? "" : header + "\r\n";
    return "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: load/1\r\n%sConnection: close\r\n\r\n"
        .formatted(path, host, line);
  }
}
