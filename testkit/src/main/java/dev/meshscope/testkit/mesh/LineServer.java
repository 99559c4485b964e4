package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands in for a database: gives back what it gets, over plain TCP. */
final class LineServer implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final int IDLE_MILLIS = 30_000;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ServerSocket server;

  LineServer(InetSocketAddress address) {
    try {
      server = new ServerSocket(address.getPort(), BACKLOG, address.getAddress());
    } catch (IOException e) {
      throw new MeshException("cannot listen on " + address, e);
    }
    executor.execute(this::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        executor.execute(() -> echo(socket));
      } catch (IOException e) {
        // Closed by us, or a connection that was gone before it was taken; the loop tells which.
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.setSoTimeout(IDLE_MILLIS);
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The client went away; nothing is left to answer.
    }
  }

  @Override
  public void close() {
    try (executor) {
      server.close();
      executor.shutdownNow();
    } catch (IOException e) {
      throw new MeshException("cannot stop listening on " + server, e);
    }
  }
}
