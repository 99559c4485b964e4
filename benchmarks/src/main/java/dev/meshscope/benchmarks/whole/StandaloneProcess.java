package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.measure.Machine;
import dev.meshscope.benchmarks.measure.Patience;
import dev.meshscope.storage.ClickHouseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A standalone as it ships, started by the launcher, on free ports of this machine. */
final class StandaloneProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int CLOSE_SECONDS = 30;

  private final Process process;
  private final int grpcPort;
  private final int kafkaPort;
  private final int clickHousePort;
  private final Api api;

  /**
   * Starts it; returns when every part is ready.
   *
   * @param home the folder with the launcher and the tools
   * @param folder an empty one for its data and its log
   */
  StandaloneProcess(Path home, Path folder) throws Exception {
    List<Integer> ports = freePorts(4);
    grpcPort = ports.get(0);
    kafkaPort = ports.get(1);
    clickHousePort = ports.get(2);
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin/meshscope").toString(), "standalone")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("standalone.log").toFile());
    builder.environment().remove("JAVA_OPTS"); // those are for the benchmark
    builder.environment().putAll(settings(home, folder.resolve("data"), ports));
    process = builder.start();
    api = new Api(URI.create("http://127.0.0.1:" + ports.get(3)));
    awaitReady(folder);
  }

  Api api() {
    return api;
  }

  int grpcPort() {
    return grpcPort;
  }

  String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  ClickHouseConfig clickHouse() {
    return ClickHouseConfig.at(URI.create("http://127.0.0.1:" + clickHousePort));
  }

  /** What both processes have used so far. */
  Cpu cpu() {
    ProcessHandle engine =
        process
            .children()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the engine is gone"));
    return new Cpu(Machine.cpu(process.toHandle()), Machine.cpu(engine));
  }

  @Override
  public void close() {
    api.close();
    process.destroy();
    try {
      if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> settings(Path home, Path data, List<Integer> ports) {
    return Map.of(
        "MESHSCOPE_HOME", home.toString(),
        "MESHSCOPE_DATA_DIR", data.toString(),
        "MESHSCOPE_GRPC_PORT", ports.get(0).toString(),
        "MESHSCOPE_KAFKA_PORT", ports.get(1).toString(),
        "MESHSCOPE_CLICKHOUSE_PORT", ports.get(2).toString(),
        "MESHSCOPE_API_HOST", "127.0.0.1",
        "MESHSCOPE_API_PORT", ports.get(3).toString(),
        // Nobody looks at the line that it writes, and writing it asks the database.
        "MESHSCOPE_STATUS_INTERVAL", "1h",
        // The end of a run is in answers a second later instead of ten.
        "MESHSCOPE_PUBLISH_IDLE_INTERVAL", "1s");
  }

  private void awaitReady(Path folder) throws Exception {
    boolean isReady = false;
    try {
      Patience.await("the standalone is ready", START_LIMIT, PAUSE, this::isReady);
      isReady = true;
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          e.getMessage() + "; it said: " + LogTail.of(folder.resolve("standalone.log")), e);
    } finally {
      if (!isReady) {
        close();
      }
    }
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the standalone ended with status " + process.exitValue());
    }
    return api.isReady();
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  /**
   * CPU time.
   *
   * @param jvm of broker, collector, aggregator and query-api
   * @param engine of the ClickHouse engine
   */
  record Cpu(Duration jvm, Duration engine) {
    Cpu since(Cpu before) {
      return new Cpu(jvm.minus(before.jvm), engine.minus(before.engine));
    }

    Duration both() {
      return jvm.plus(engine);
    }
  }
}
