package dev.meshscope.testkit.mesh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Speaks lines over TCP connections of its own, from the address of its pod. */
final class LineClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final InetAddress address;
  private final Map<Integer, TcpTally> tallies = new ConcurrentHashMap<>();

  LineClient(InetAddress address) {
    this.address = address;
  }

  /** The line that came back, or why none came. */
  String ask(InetSocketAddress service, String line) throws InterruptedException {
    return converse(service, line, new Talk(1, Duration.ZERO));
  }

  /** The last line that came back, or why none came. */
  String converse(InetSocketAddress service, String line, Talk talk) throws InterruptedException {
    long sent = 0;
    long received = 0;
    String answer = "";
    try (Socket socket = connect(service)) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (int i = 0; i < talk.lines(); i++) {
        byte[] question = (line + "\n").getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(question);
        sent += question.length;
        answer = in.readLine();
        if (answer == null) {
          return "no answer: closed";
        }
        received += answer.getBytes(StandardCharsets.UTF_8).length + 1L;
        Thread.sleep(talk.pause());
      }
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    } finally {
      tallies.merge(service.getPort(), new TcpTally(1, sent, received), TcpTally::plus);
    }
    return answer;
  }

  /** A connection that stays open until it is closed. */
  Conversation open(InetSocketAddress service) throws IOException {
    return new OpenLine(connect(service), service.getPort());
  }

  private Socket connect(InetSocketAddress service) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.connect(service, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** What was said so far, by port. */
  Map<Integer, TcpTally> tallies() {
    return Map.copyOf(tallies);
  }

  private final class OpenLine implements Conversation {
    private final Socket socket;
    private final int port;
    private long said;

    OpenLine(Socket socket, int port) {
      this.socket = socket;
      this.port = port;
    }

    @Override
    public void say(int bytes) {
      try {
        socket.getOutputStream().write(new byte[bytes]);
        if (socket.getInputStream().readNBytes(bytes).length < bytes) {
          throw new MeshException("the connection was closed after " + said + " bytes");
        }
        said += bytes;
      } catch (IOException e) {
        throw new MeshException("no answer over " + socket, e);
      }
    }

    @Override
    public void close() {
      try (socket) {
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
        tallies.merge(port, new TcpTally(1, said, said), TcpTally::plus);
      } catch (IOException e) {
        throw new MeshException("cannot end " + socket, e);
      }
    }
  }

  /**
   * How much is said over one connection.
   *
   * @param lines questions, each after the answer to the one before
   * @param pause after each answer
   */
  record Talk(int lines, Duration pause) {}
}
