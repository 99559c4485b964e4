package dev.meshscope.queryapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be shut: then connections end, and new ones are refused. */
final class Gate implements AutoCloseable {
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int port;
  private volatile ServerSocket door;

  /** Opens it on a free port. */
  Gate(URI server) throws IOException {
    this.server = new InetSocketAddress(server.getHost(), server.getPort());
    door = listen(0);
    port = door.getLocalPort();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  void shut() throws IOException {
    door.close();
    for (Socket one : open) {
      one.close();
    }
  }

  void reopen() throws IOException {
    door = listen(port);
  }

  @Override
  public void close() throws IOException {
    shut();
  }

  private ServerSocket listen(int wanted) throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    Thread.ofVirtual().start(() -> accept(opened));
    return opened;
  }

  private void accept(ServerSocket from) {
    try {
      while (!from.isClosed()) {
        join(from.accept(), from);
      }
    } catch (IOException e) {
      if (!from.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void join(Socket client, ServerSocket from) throws IOException {
    Socket behind = new Socket(server.getAddress(), server.getPort());
    open.add(client);
    open.add(behind);
    if (from.isClosed()) { // it was shut just now
      client.close();
      behind.close();
    }
    Thread.ofVirtual().start(() -> copy(client, behind));
    Thread.ofVirtual().start(() -> copy(behind, client));
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of the two has ended, or the gate was shut.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }
}
