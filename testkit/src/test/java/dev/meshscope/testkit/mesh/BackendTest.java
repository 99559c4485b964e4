package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.meshscope.testkit.mesh.LineClient.Talk;
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
    InetSocketAddress nowhere = freeAddress();
    App app =
        new App(
            "productpage",
            Map.of(
                "/",
                List.of(
                    new App.HttpCall("details:9080", "/", 3),
                    new App.GrpcCall("ratings:9080", "/Rate"),
                    new App.RpcCall("recommendations:9080", Rpc.LIST),
                    new App.LongTcpCall(nowhere),
                    new App.TcpCall(nowhere))));
    try (Backend _ = new Backend(app, address, clientsTo(nowhere.getPort()));
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
    try (LineServer server = new LineServer(address)) {
      Socket leaving = new Socket(address.getAddress(), address.getPort());
      leaving.setSoLinger(true, 0);
      leaving.close();
      assertThat(client.ask(address, "rating?")).isEqualTo("rating?");
      Talk talk = new Talk(3, Duration.ofMillis(1));
      assertThat(client.converse(address, "rating?", talk)).isEqualTo("rating?");
      TcpTally both = new TcpTally(2, 32, 32);
      assertThat(client.tallies()).isEqualTo(Map.of(address.getPort(), both));
      await().until(() -> server.tally().receivedBytes() == both.sentBytes());
    }
    assertThat(client.ask(address, "rating?")).startsWith("no answer");
  }

  private static int status(AppClient client, String behavior)
      throws IOException, InterruptedException {
    Map<String, String> headers = behavior.isEmpty() ? Map.of() : Map.of(Behavior.HEADER, behavior);
    return client.send(new AppClient.Request("GET", "details:9080", "/", headers), PATIENCE);
  }

  private static Backend backend(App app, InetSocketAddress address) {
    return new Backend(app, address, clientsTo(address.getPort()));
  }

  private static AppClient clientTo(int port) {
    return clientsTo(port).http();
  }

  private static AppClients clientsTo(int port) {
    InetAddress own = InetAddress.getLoopbackAddress();
    return AppClients.of(own, new InetSocketAddress(own, port));
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }
}
