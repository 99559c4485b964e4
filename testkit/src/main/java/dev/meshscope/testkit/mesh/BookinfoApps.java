package dev.meshscope.testkit.mesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The applications of {@link Bookinfo}, running: one HTTP server a pod, the gRPC server, the
 * database, outside.
 */
final class BookinfoApps implements AutoCloseable {
  private final List<Backend> backends = new ArrayList<>();
  private final Map<String, AppClients> clients = new HashMap<>();
  private final LineServer database;
  private final RpcServer recommendations;

  BookinfoApps(Bookinfo bookinfo) {
    database = new LineServer(bookinfo.database().socket(Bookinfo.DATABASE_PORT));
    recommendations = rpcServer(bookinfo, database);
    try {
      bookinfo.apps().forEach((pod, app) -> start(app, pod.address(), Bookinfo.APP_PORT));
      start(App.leaf("outside"), bookinfo.outsideAddress(), Bookinfo.OUTSIDE_PORT);
    } catch (MeshException e) {
      close();
      throw e;
    }
  }

  private static RpcServer rpcServer(Bookinfo bookinfo, LineServer running) {
    try {
      return new RpcServer(bookinfo.recommendations().socket(Bookinfo.APP_PORT));
    } catch (MeshException e) {
      running.close();
      throw e;
    }
  }

  private void start(App app, String address, int port) {
    InetAddress own = InetAddress.ofLiteral(address);
    AppClients outgoing = AppClients.of(own, new InetSocketAddress(own, IstioPorts.OUTBOUND));
    backends.add(new Backend(app, new InetSocketAddress(own, port), outgoing));
    clients.put(address, outgoing);
  }

  /** The ways out of the application of that pod. */
  AppClients of(Pod pod) {
    return Objects.requireNonNull(clients.get(pod.address()), pod.workload());
  }

  /** Requests and connections, in all applications, that may still cause others. */
  int calling() {
    return backends.stream().mapToInt(Backend::calling).sum();
  }

  /** What all applications counted so far. */
  AppTruth truth() {
    Map<Integer, TcpTally> asked = new HashMap<>();
    Map<RpcResult, Long> rpcAsked = new HashMap<>();
    for (AppClients outgoing : clients.values()) {
      outgoing.lines().tallies().forEach((port, t) -> asked.merge(port, t, TcpTally::plus));
      outgoing.rpc().results().forEach((result, n) -> rpcAsked.merge(result, n, Long::sum));
    }
    return new AppTruth(asked, database.tally(), rpcAsked, recommendations.results());
  }

  @Override
  public void close() {
    backends.forEach(Backend::close);
    recommendations.close();
    database.close();
  }
}
