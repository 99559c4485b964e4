package dev.meshscope.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   */
  record Wanted(String variable, InetSocketAddress address) {}

  private ListeningPorts() {}

  /**
   * Returns if all of them can be had at the same time.
   *
   * @throws BindException that names all that cannot
   */
  static void requireFree(List<Wanted> all) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    try {
      for (Wanted wanted : all) {
        ServerSocket socket = new ServerSocket();
        sockets.add(socket);
        obstacle(socket, wanted).ifPresent(taken::add);
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
    if (!taken.isEmpty()) {
      throw new BindException(
          "cannot listen on port %s; stop what holds it (another Meshscope?) or set another one"
              .formatted(String.join(", ", taken)));
    }
  }

  private static Optional<String> obstacle(ServerSocket socket, Wanted wanted) throws IOException {
    try {
      socket.setReuseAddress(true);
      socket.bind(wanted.address());
      return Optional.empty();
    } catch (SocketException e) {
      return Optional.of(
          "%d (%s, %s)".formatted(wanted.address().getPort(), wanted.variable(), e.getMessage()));
    }
  }
}
