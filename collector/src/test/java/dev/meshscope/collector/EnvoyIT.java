package dev.meshscope.collector;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.receive.als.SampleEntries;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.TrafficClass;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real Envoy that reports to a real collector. */
@Tag("broker")
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnvoyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path directory;
  private EmbeddedKafka kafka;

  @BeforeAll
  void startBroker(@TempDir Path shared) {
    directory = shared;
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(shared.resolve("broker"), 0));
    kafka.start();
  }

  @AfterAll
  void stopBroker() {
    kafka.close();
  }

  @Test
  void showsTheBytesOfAConnectionBeforeItEndsAndCountsItOnce() throws Exception {
    String id = "open-connection";
    try (Echo echo = new Echo();
        TestCollector running = collector(id);
        TestEnvoy envoy = envoy(id, "tcp", Map.of("application", echo.port()), running);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), envoy.port())) {
      exchange(client, 10_000);
      await().atMost(PATIENCE).until(() -> received(rows(topics, id)) == 10_000);
      assertThat(rows(topics, id)).allMatch(Row::isOpen);

      exchange(client, 7_000);
      await().atMost(PATIENCE).until(() -> received(rows(topics, id)) == 17_000);
      assertThat(rows(topics, id)).allMatch(Row::isOpen);

      exchange(client, 1);
      client.shutdownOutput(); // the echo ends, and so does the connection
      await().atMost(PATIENCE).until(() -> rows(topics, id).stream().anyMatch(not(Row::isOpen)));
      List<Row> rows = rows(topics, id);
      assertThat(rows.stream().filter(not(Row::isOpen))).hasSize(1);
      assertThat(received(rows)).isEqualTo(17_001);
      assertThat(rows.stream().mapToLong(Row::sent).sum()).isEqualTo(17_001);
    }
  }

  /**
   * The collector's own sidecar tells of all streams to the collector, its own among them, through
   * itself. A stream is told of when it ends, so that reports make no reports.
   */
  @Test
  void doesNotFeedItselfThroughItsOwnSidecar() throws Exception {
    String id = "own-sidecar";
    int proxies = 5;
    try (TestCollector running = collector(id);
        TestEnvoy envoy = envoy(id, "sidecar", Map.of("listener", freePort()), running);
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      for (int round = 1; round <= 3; round++) {
        for (int proxy = 0; proxy < proxies; proxy++) {
          try (AlsClient client = new AlsClient(envoy.port())) {
            client.identifyAndSend(List.of(SampleEntries.outbound(Instant.now())));
            assertThat(client.finish()).isEqualTo(Status.OK);
          }
        }
        int expected = round * proxies;
        await()
            .atMost(PATIENCE)
            .until(() -> of(topics, id, TrafficClass.INTERNAL).size() >= expected);
        assertThat(of(topics, id, TrafficClass.LIVE)).hasSize(expected);
        assertThat(of(topics, id, TrafficClass.INTERNAL)).hasSize(expected);
      }
      assertThat(rows(topics, id)).hasSize(2 * 3 * proxies);
    }
  }

  private TestCollector collector(String id) throws Exception {
    return new TestCollector(TestCollector.config(kafka.bootstrapServers(), directory, id));
  }

  private TestEnvoy envoy(
      String id, String configuration, Map<String, Integer> ports, TestCollector collector)
      throws Exception {
    Map<String, Integer> all = new HashMap<>(ports);
    all.put("collector", collector.collector().grpcPort());
    return new TestEnvoy(
        configuration, all, Files.createDirectories(directory.resolve("envoy-" + id)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void exchange(Socket client, int bytes) throws IOException {
    client.getOutputStream().write(new byte[bytes]);
    assertThat(client.getInputStream().readNBytes(bytes)).hasSize(bytes);
  }

  private static long received(List<Row> rows) {
    return rows.stream().mapToLong(Row::received).sum();
  }

  private static List<Row> of(PublishedTopics topics, String id, TrafficClass trafficClass) {
    return rows(topics, id).stream().filter(row -> row.trafficClass() == trafficClass).toList();
  }

  private static List<Row> rows(PublishedTopics topics, String id) {
    List<Row> rows = new ArrayList<>();
    for (RequestBatch batch : topics.read().batches(id)) {
      RequestColumns columns = batch.columns();
      for (int row = 0; row < columns.size(); row++) {
        rows.add(
            new Row(
                batch.flows().get(columns.flow(row)).edges().getFirst().traits().trafficClass(),
                columns.isOpen(row),
                columns.bytesReceived(row),
                columns.bytesSent(row)));
      }
    }
    return rows;
  }

  private record Row(TrafficClass trafficClass, boolean isOpen, long received, long sent) {}

  /** Sends back what it gets, until it is closed. */
  private static final class Echo implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

    Echo() throws IOException {
      Thread.ofVirtual().name("echo").start(this::serve);
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }

    private void serve() {
      try {
        while (true) {
          Socket client = server.accept();
          Thread.ofVirtual().start(() -> echo(client));
        }
      } catch (IOException e) {
        Thread.currentThread().interrupt(); // closed
      }
    }

    private static void echo(Socket client) {
      try (client;
          InputStream in = client.getInputStream()) {
        in.transferTo(client.getOutputStream());
      } catch (IOException e) {
        Thread.currentThread().interrupt(); // the client is gone
      }
    }
  }
}
