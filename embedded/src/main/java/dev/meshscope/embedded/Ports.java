package dev.meshscope.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;

/** TCP ports of the loopback address. */
final class Ports {

  private static final int MOST = 65_535;
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  private Ports() {}

  static void requirePort(int port) {
    if (port < 0 || port > MOST) {
      throw new IllegalArgumentException("port must be 0 to " + MOST + ", not " + port);
    }
  }

  static InetAddress loopback() {
    try {
      return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  /** Whether a server could listen on that port now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether something listens on that port. Takes at most 2 s. */
  static boolean takesConnections(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback(), port), CONNECT_TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Two different free ports: both are held before either is given away. */
  static int[] twoFree() {
    try (ServerSocket first = listenAnywhere();
        ServerSocket second = listenAnywhere()) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    } catch (IOException e) {
      throw new EmbeddedStartException("no free TCP port on 127.0.0.1", e);
    }
  }

  private static ServerSocket listenAnywhere() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(loopback(), 0));
    return socket;
  }
}
