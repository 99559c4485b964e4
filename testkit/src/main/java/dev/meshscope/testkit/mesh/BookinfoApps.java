package dev.meshscope.testkit.mesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The applications of {@link Bookinfo}, running: one HTTP server a pod, the database, outside. */
final class BookinfoApps implements AutoCloseable {
  private final List<Backend> backends = new ArrayList<>();
  private final LineServer database;

  BookinfoApps(Bookinfo bookinfo) {
    database = new LineServer(socket(bookinfo.database().address(), Bookinfo.DATABASE_PORT));
    try {
      bookinfo.apps().forEach((pod, app) -> start(app, pod.address(), Bookinfo.APP_PORT));
      start(App.leaf("outside"), bookinfo.outsideAddress(), Bookinfo.OUTSIDE_PORT);
    } catch (MeshException e) {
      close();
      throw e;
    }
  }

  private void start(App app, String address, int port) {
    AppClient client = new AppClient(address, address, BookinfoProxies.OUTBOUND_PORT);
    backends.add(new Backend(app, socket(address, port), client));
  }

  private static InetSocketAddress socket(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + address, e);
    }
  }

  /** Requests, in all applications, that may still cause others. */
  int calling() {
    return backends.stream().mapToInt(Backend::calling).sum();
  }

  @Override
  public void close() {
    backends.forEach(Backend::close);
    database.close();
  }
}
