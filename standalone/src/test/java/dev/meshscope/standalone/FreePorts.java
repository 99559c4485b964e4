package dev.meshscope.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The ports of one copy, free when they were looked for.
 *
 * @param grpc that proxies report to
 * @param api of REST
 * @param kafka of the broker
 * @param clickhouse of the engine
 */
record FreePorts(int grpc, int api, int kafka, int clickhouse) {
  /**
   * Different ones with each call, as far as the system remembers. Free on every address, because
   * collectors listen on all of them: a mesh has connections from many.
   */
  static FreePorts find() {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        sockets.add(new ServerSocket(0));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return new FreePorts(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Under the names that the configuration has for them. */
  Map<String, String> environment() {
    return Map.of(
        "MESHSCOPE_GRPC_PORT", Integer.toString(grpc),
        "MESHSCOPE_OTLP_HTTP_PORT", "0",
        "MESHSCOPE_SYSLOG_PORT", "0",
        "MESHSCOPE_API_PORT", Integer.toString(api),
        "MESHSCOPE_KAFKA_PORT", Integer.toString(kafka),
        "MESHSCOPE_CLICKHOUSE_PORT", Integer.toString(clickhouse));
  }

  /** Those that somebody listens on. Connections that linger are nobody. */
  List<String> taken() {
    return environment().entrySet().stream()
        .filter(entry -> !entry.getValue().equals("0"))
        .filter(entry -> isListenedOn(Integer.parseInt(entry.getValue())))
        .map(Map.Entry::toString)
        .toList();
  }

  private static boolean isListenedOn(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
