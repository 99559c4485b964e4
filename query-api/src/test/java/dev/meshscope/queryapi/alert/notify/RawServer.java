package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a socket that may behave as badly as it likes. */
final class RawServer implements AutoCloseable {
  private final ServerSocket listening;
  private final Behavior behavior;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /** What happens to a connection. */
  interface Behavior {
    void serve(Socket socket) throws IOException;
  }

  RawServer(Behavior behavior) throws IOException {
    this.behavior = behavior;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var _ = Thread.ofVirtual().start(this::accept);
  }

  /** Takes the call and says nothing. */
  static RawServer silent() throws IOException {
    return new RawServer(socket -> socket.getInputStream().readAllBytes());
  }

  /** Answers with exactly that and closes. */
  static RawServer saying(String answer) throws IOException {
    return new RawServer(socket -> {
      read(socket);
      socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
    });
  }

  /** The beginning of a request: it is small enough to come in one piece. */
  static void read(Socket socket) throws IOException {
    var _ = socket.getInputStream().read(new byte[1 << 16]);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/hook");
  }

  int connections() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        var _ = Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      return; // closed by the test
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behavior.serve(socket);
    } catch (IOException e) {
      return; // the client has gone away, as is right
    }
  }
}
