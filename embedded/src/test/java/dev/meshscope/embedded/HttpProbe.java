package dev.meshscope.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Plain HTTP against one engine, down to single bytes. */
final class HttpProbe implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI server;
  private final HttpClient client = HttpClient.newHttpClient();

  HttpProbe(String url) {
    server = URI.create(url);
  }

  HttpResponse<byte[]> post(Map<String, String> parameters, byte[] body) throws Exception {
    HttpRequest request = builder(parameters).POST(BodyPublishers.ofByteArray(body)).build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(Map<String, String> parameters, String body) throws Exception {
    return post(parameters, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<byte[]> get(Map<String, String> parameters) throws Exception {
    return client.send(builder(parameters).GET().build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  HttpRequest.Builder builder(Map<String, String> parameters) {
    return HttpRequest.newBuilder(server.resolve("/?" + encoded(parameters))).timeout(TIMEOUT);
  }

  HttpRequest.Builder path(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** Runs a statement that must succeed. */
  String run(String sql) throws Exception {
    HttpResponse<byte[]> response = post(Map.of(), sql);
    if (response.statusCode() != 200) {
      throw new AssertionError(text(response));
    }
    return text(response);
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** A connection with some bytes sent on it, left open. */
  Socket open(byte[] bytes) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(Ports.loopback(), server.getPort()), 5_000);
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return socket;
  }

  /** The answer's first bytes, as many as one read gives; empty when the server hung up. */
  static String firstBytes(Socket socket) throws IOException {
    byte[] bytes = new byte[4096];
    int count = socket.getInputStream().read(bytes);
    return count < 0 ? "" : new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    client.close();
  }
}
