package dev.meshscope.standalone;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells at once which ports cannot be had. Each server would find out by itself, one after the
 * other and seconds later.
 */
final class ListeningPorts {
  /**
   * A place to listen on.
   *
   * @param variable that says which
   * @param address with port 0 for any free one
   * @param kind of the port
   */
  record Wanted(String variable, InetSocketAddress address, Kind kind) {
    static Wanted tcp(String variable, InetSocketAddress address) {
      return new Wanted(variable, address, Kind.TCP);
    }

    static Wanted udp(String variable, InetSocketAddress address) {
      return new Wanted(variable, address, Kind.UDP);
    }
  }

  /** Each has ports of its own. */
  enum Kind {
    TCP,
    UDP
  }

  private ListeningPorts() {}

  /**
   * Returns if all of them can be had at the same time.
   *
   * @throws BindException that names all that cannot
   */
  static void requireFree(List<Wanted> all) throws IOException {
    List<Closeable> sockets = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    try {
      for (Wanted wanted : all) {
        try {
          sockets.add(bound(wanted));
        } catch (SocketException e) {
          taken.add(
              "%d (%s, %s)"
                  .formatted(wanted.address().getPort(), wanted.variable(), e.getMessage()));
        }
      }
    } finally {
      for (Closeable socket : sockets) {
        socket.close();
      }
    }
    if (!taken.isEmpty()) {
      throw new BindException(
          "cannot listen on port %s; stop what holds it (another Meshscope?) or set another one"
              .formatted(String.join(", ", taken)));
    }
  }

  private static Closeable bound(Wanted wanted) throws IOException {
    if (wanted.kind() == Kind.UDP) {
      return new DatagramSocket(wanted.address());
    }
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(wanted.address());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
