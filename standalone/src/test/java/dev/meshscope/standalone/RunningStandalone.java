package dev.meshscope.standalone;

import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.config.ConfigLoader;
import dev.meshscope.runtime.config.LoadedConfig;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole standalone in this JVM, on free ports and a directory of its own. */
final class RunningStandalone implements AutoCloseable {
  private final Lifecycle lifecycle = new Lifecycle("standalone", Lifecycle.Deadlines.defaults());
  private final Telemetry telemetry = Telemetry.create("standalone", Map.of());
  private final Standalone standalone;
  private final int grpcPort;
  private final ApiClient api;

  private RunningStandalone(Path directory, Map<String, String> settings) throws Exception {
    List<Integer> ports = freePorts(6);
    grpcPort = ports.get(0);
    Map<String, String> environment = new HashMap<>();
    environment.put("MESHSCOPE_DATA_DIR", directory.toString());
    environment.put("MESHSCOPE_GRPC_PORT", Integer.toString(grpcPort));
    environment.put("MESHSCOPE_API_PORT", ports.get(1).toString());
    environment.put("MESHSCOPE_KAFKA_PORT", ports.get(2).toString());
    environment.put("MESHSCOPE_CLICKHOUSE_PORT", ports.get(3).toString());
    environment.putAll(settings);
    LoadedConfig config =
        new ConfigLoader(Optional.empty(), environment).load(Standalone.configs());
    standalone = Standalone.assemble(config, telemetry, lifecycle);
    api = new ApiClient(URI.create("http://127.0.0.1:" + ports.get(1)));
  }

  /** Starts it and returns when every part is ready. */
  static RunningStandalone start(Path directory, Map<String, String> settings) throws Exception {
    RunningStandalone running = new RunningStandalone(directory, settings);
    running.lifecycle.start();
    Waiting.until(
        "every part is ready",
        () -> running.lifecycle.check().stream().allMatch(part -> part.health().isReady()));
    return running;
  }

  int grpcPort() {
    return grpcPort;
  }

  ApiClient api() {
    return api;
  }

  /** Entries that the collector accepted or rejected. */
  long received() {
    return standalone.collector().accepted() + rejected();
  }

  long rejected() {
    return standalone.collector().rejected();
  }

  /** Everything received before it is in the answers. */
  Instant freshThrough() throws Exception {
    String text =
        api.get("/api/v1/topology").path("completeness").path("freshThrough").asString("");
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  @Override
  public void close() {
    api.close();
    lifecycle.close();
    telemetry.close();
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
      throw new UncheckedIOException(e);
    }
  }
}
