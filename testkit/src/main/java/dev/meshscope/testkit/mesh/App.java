package dev.meshscope.testkit.mesh;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * An application of the mesh as a table: for each path, the calls it makes before it answers. A
 * path that is not in the table is answered without calls.
 *
 * @param name name by which behaviors address it
 * @param calls calls by exact path, made one after the other
 */
record App(String name, Map<String, List<Call>> calls) {
  App {
    calls = Map.copyOf(calls);
  }

  static App leaf(String name) {
    return new App(name, Map.of());
  }

  List<Call> callsOf(String path) {
    return calls.getOrDefault(path, List.of());
  }

  sealed interface Call {}

  /** A request through the own sidecar, {@code atOnce} of them in parallel. */
  record HttpCall(String authority, String path, int atOnce) implements Call {
    HttpCall(String authority, String path) {
      this(authority, path, 1);
    }
  }

  /** A unary gRPC call over HTTP/1.1 through the own sidecar, as a bridge for old clients sends. */
  record GrpcCall(String authority, String path) implements Call {}

  /** A real gRPC call through the own sidecar. */
  record RpcCall(String authority, Rpc rpc) implements Call {}

  /** One line there and one line back over a connection of its own through the own sidecar. */
  record TcpCall(InetSocketAddress service) implements Call {}

  /**
   * A connection that lives for some seconds, with a line there and back now and then. The answer
   * to the request does not wait for it.
   */
  record LongTcpCall(InetSocketAddress service) implements Call {}
}
