package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Applications that call each other without proxies between them. */
class BackendTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void behavesAsTheRequestTellsIt() throws Exception {
    InetSocketAddress address = freeAddress();
    try (Backend _ = backend(App.leaf("details"), address);
        AppClient client = clientTo(address.getPort())) {
      assertThat(status(client, "")).isEqualTo(200);
      assertThat(status(client, "details=status:503")).isEqualTo(503);
      assertThat(status(client, "details=slow:1")).isEqualTo(200);
      assertThat(status(client, "details=grpc:14")).isEqualTo(200);
      assertThat(status(client, "details=nonsense")).isEqualTo(400);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> status(client, "details=close"));
    }
  }

  @Test
  void answersAlthoughEveryCallFails() throws Exception {
    InetSocketAddress address = freeAddress();
    int nobody = freeAddress().getPort();
    App app =
        new App(
            "productpage",
            Map.of(
                "/",
                List.of(
                    new App.HttpCall("details:9080", "/", 3),
                    new App.GrpcCall("ratings:9080", "/Rate"),
                    new App.TcpCall(nobody))));
    try (Backend _ = new Backend(app, address, clientTo(nobody));
        AppClient client = clientTo(address.getPort())) {
      assertThat(status(client, "")).isEqualTo(200);
    }
  }

  @Test
  void isAnErrorWhereThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      assertThatExceptionOfType(MeshException.class)
          .isThrownBy(() -> backend(App.leaf("details"), address).close())
          .withMessageContaining("details");
      assertThatExceptionOfType(MeshException.class)
          .isThrownBy(() -> new LineServer(address).close());
    }
  }

  @Test
  void speaksLinesToTheDatabase() throws Exception {
    InetSocketAddress address = freeAddress();
    LineClient client = new LineClient(InetAddress.getLoopbackAddress());
    try (LineServer _ = new LineServer(address)) {
      Socket leaving = new Socket(address.getAddress(), address.getPort());
      leaving.setSoLinger(true, 0);
      leaving.close();
      assertThat(client.ask(address.getPort(), "rating?")).isEqualTo("rating?");
    }
    assertThat(client.ask(address.getPort(), "rating?")).startsWith("no answer");
  }

  private static int status(AppClient client, String behavior)
      throws IOException, InterruptedException {
    Map<String, String> headers = behavior.isEmpty() ? Map.of() : Map.of(Behavior.HEADER, behavior);
    return client.send(new AppClient.Request("GET", "details:9080", "/", headers), PATIENCE);
  }

  private static Backend backend(App app, InetSocketAddress address) {
    return new Backend(app, address, clientTo(address.getPort()));
  }

  private static AppClient clientTo(int port) {
    return new AppClient("127.0.0.1", "127.0.0.1", port);
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }
}
