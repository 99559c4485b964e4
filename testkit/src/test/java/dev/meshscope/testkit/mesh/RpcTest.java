package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gRPC client and server without proxies between them. */
class RpcTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void everyMethodEndsAsItSaysOnBothSides() throws Exception {
    InetSocketAddress address = freeAddress();
    Map<RpcResult, Long> expected = new HashMap<>();
    try (RpcServer server = new RpcServer(address);
        RpcClient client = new RpcClient(LOOPBACK, address)) {
      for (Rpc rpc : Rpc.values()) {
        int status = client.call(rpc, "recommendations:9080", Map.of("x-request-id", "1"));
        assertThat(status).as(rpc.method()).isEqualTo(rpc.status());
        expected.put(new RpcResult(rpc, rpc.status()), 1L);
      }
      assertThat(client.results()).isEqualTo(expected);
      await().until(() -> server.results().equals(expected));
    }
  }

  @Test
  void aCallToNobodyIsUnavailable() throws Exception {
    try (RpcClient client = new RpcClient(LOOPBACK, freeAddress())) {
      assertThat(client.call(Rpc.LIST, "recommendations:9080", Map.of())).isEqualTo(14);
    }
  }

  @Test
  void isAnErrorWhereThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, taken.getLocalPort());
      assertThatExceptionOfType(MeshException.class)
          .isThrownBy(() -> new RpcServer(address).close())
          .withMessageContaining("cannot listen");
    }
  }

  private static InetSocketAddress freeAddress() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
    }
  }
}
