package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * HTTP/1.1 client on an address of its own whose every request goes to one Envoy listener, whatever
 * host it names. On a cluster iptables does that; here the listener is given as the client's proxy,
 * which leaves the host as the application wrote it.
 */
final class AppClient implements AutoCloseable {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  /**
   * @param own address that its connections come from
   */
  AppClient(InetAddress own, InetSocketAddress envoy) {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(executor)
            .localAddress(own)
            .proxy(ProxySelector.of(envoy))
            .build();
  }

  /**
   * The status of the answer.
   *
   * @throws IOException if there was none, {@link java.net.http.HttpTimeoutException} if it did not
   *     come in time; the connection is closed then
   */
  int send(Request request, Duration timeout) throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://" + request.authority() + request.path()))
            .method(request.method(), BodyPublishers.noBody())
            .timeout(timeout);
    request.headers().forEach(builder::header);
    HttpResponse<Void> response = client.send(builder.build(), BodyHandlers.discarding());
    return response.statusCode();
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
    executor.shutdownNow();
    executor.close();
  }

  /** A request without body. */
  record Request(String method, String authority, String path, Map<String, String> headers) {}
}
