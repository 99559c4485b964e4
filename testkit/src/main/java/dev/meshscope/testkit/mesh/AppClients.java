package dev.meshscope.testkit.mesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The ways out of one application, all through its own sidecar.
 *
 * @param http for requests
 * @param rpc for gRPC calls
 * @param lines for TCP connections
 */
record AppClients(AppClient http, RpcClient rpc, LineClient lines) implements AutoCloseable {
  /** Clients on {@code own} whose requests go to {@code envoy}. */
  static AppClients of(InetAddress own, InetSocketAddress envoy) {
    return new AppClients(
        new AppClient(own, envoy), new RpcClient(own, envoy), new LineClient(own));
  }

  @Override
  public void close() {
    http.close();
    rpc.close();
  }
}
