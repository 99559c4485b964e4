package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LineServerTest {
  @Test
  void namesTheAddressThatIsTaken() throws Exception {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket owner = new ServerSocket(0, 1, loopback)) {
      int port = owner.getLocalPort();
      assertThatThrownBy(() -> new LineServer(new InetSocketAddress(loopback, port)))
          .isInstanceOf(MeshException.class)
          .hasMessage("the line server cannot listen on 127.0.0.1:" + port);
    }
  }
}
