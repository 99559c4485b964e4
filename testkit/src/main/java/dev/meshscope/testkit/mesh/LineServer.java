package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/** Stands in for a database: gives back what it gets, over plain TCP. */
final class LineServer implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final int IDLE_MILLIS = 30_000;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final LongAdder connections = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final ServerSocket server;

  LineServer(InetSocketAddress address) {
    try {
      server = new ServerSocket(address.getPort(), BACKLOG, address.getAddress());
    } catch (IOException e) {
      throw MeshException.cannotListen("the line server", address, e);
    }
    executor.execute(this::accept);
  }

  /** What came to its end so far. */
  TcpTally tally() {
    return new TcpTally(connections.sum(), bytes.sum(), bytes.sum());
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

  private void echo(Socket socket) {
    try (socket) {
      socket.setSoTimeout(IDLE_MILLIS);
      bytes.add(socket.getInputStream().transferTo(socket.getOutputStream()));
      connections.increment();
    } catch (IOException e) {
      // The client went away in the middle; no counts could be equal then.
    }
  }

  @Override
  public void close() {
    try (executor) {
      server.close();
      executor.shutdownNow();
    } catch (IOException e) {
      throw new MeshException("cannot stop listening on port " + server.getLocalPort(), e);
    }
  }
}
