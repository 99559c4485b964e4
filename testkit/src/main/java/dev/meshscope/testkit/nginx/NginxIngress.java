package dev.meshscope.testkit.nginx;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A real nginx with its applications, and the load that runs through it. */
public final class NginxIngress implements AutoCloseable {
  private static final Duration LOG_LIMIT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;
  private static final String NOT_HTTP = "\u0016\u0003\u0001\r\n\r\n";
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final NginxPlan plan;
  private final Path log;
  private final Map<Backend, BackendServer> backends = new EnumMap<>(Backend.class);
  private final NginxProcess nginx;
  private final HttpLine client;

  /**
   * Starts the applications of the groups that are not down, and nginx.
   *
   * @param binary nginx
   * @param root directory of the project, home of the formats that users are told to paste
   * @param directory an empty one, for nginx's files
   */
  public NginxIngress(Path binary, Path root, Path directory, NginxPlan plan) {
    this.plan = plan;
    log = directory.resolve("truth.log");
    client = new HttpLine(plan.listen());
    try {
      startBackends();
      String configuration = NginxConf.of(plan, new LogFormats(root));
      nginx = NginxProcess.start(binary, directory, configuration, plan.listen());
    } catch (RuntimeException e) {
      backends.values().forEach(BackendServer::close);
      throw e;
    }
  }

  public NginxPlan plan() {
    return plan;
  }

  /** The address of a group's application; its last host is up. */
  public InetSocketAddress address(Backend backend) {
    return plan.hostsOf(backend).getLast();
  }

  /** Requests that reached the application of a group. */
  public long requestsOf(Backend backend) {
    BackendServer server = backends.get(backend);
    return server == null ? 0 : server.requests();
  }

  /**
   * Sends each kind of request once and then others by their shares, one after the other, so that
   * no datagram waits for long.
   *
   * @param requests how many, at least as many as there are kinds
   */
  public void load(int requests, long seed) throws IOException, InterruptedException {
    List<Scenario> each = List.of(Scenario.values());
    List<Scenario> deck = new ArrayList<>();
    each.forEach(scenario -> deck.addAll(Collections.nCopies(scenario.share(), scenario)));
    Random random = new Random(seed);
    for (Scenario scenario : each) {
      send(scenario);
    }
    for (int i = each.size(); i < requests; i++) {
      send(deck.get(random.nextInt(deck.size())));
    }
    nginx.check();
  }

  /**
   * Sends one request.
   *
   * @param header a line of header without its end; empty for none
   * @return the code of the answer, 0 if there was none
   */
  public int get(String host, String path, String header) throws IOException {
    return client.get(host, path, header);
  }

  /**
   * Nginx's own log, which has a line for each request once its connection is done with.
   *
   * @throws NginxException if it does not come to that many lines
   */
  public List<AccessRecord> truth(int requests) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LOG_LIMIT.toNanos();
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    while (lines.size() < requests) {
      if (System.nanoTime() - deadline > 0) {
        throw new NginxException(lines.size() + " lines in " + log + ", not " + requests);
      }
      Thread.sleep(POLL_MILLIS);
      lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    }
    return lines.stream().map(AccessRecord::of).toList();
  }

  private void send(Scenario scenario) throws IOException, InterruptedException {
    switch (scenario) {
      case NOT_HTTP -> client.send(NOT_HTTP);
      case CLIENT_LEAVES -> {
        BackendServer reviews = backends.get(Backend.REVIEWS);
        long before = reviews == null ? 0 : reviews.hanging();
        client.leave(
            scenario.host(), scenario.path(), () -> reviews == null || reviews.hanging() > before);
      }
      default -> client.get(scenario.host(), scenario.path(), "");
    }
  }

  private void startBackends() {
    for (Backend backend : Backend.values()) {
      boolean isDown = backend == Backend.DOWN || backend == Backend.GIVEN_UP;
      if (!isDown && !plan.foreign().contains(backend)) {
        int status = backend == Backend.DEFAULT_BACKEND ? NOT_FOUND : OK;
        backends.put(backend, new BackendServer(address(backend), status));
      }
    }
  }

  @Override
  public void close() {
    nginx.close();
    backends.values().forEach(BackendServer::close);
  }
}
