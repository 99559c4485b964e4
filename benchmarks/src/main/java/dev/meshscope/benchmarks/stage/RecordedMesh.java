package dev.meshscope.benchmarks.stage;

import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.simulate.MeshShape;
import dev.meshscope.testkit.simulate.PeerMetadata;
import dev.meshscope.testkit.simulate.PreparedSimulation;
import dev.meshscope.testkit.simulate.RequestMix;
import dev.meshscope.testkit.simulate.SimulationConfig;
import dev.meshscope.testkit.simulate.SimulationLoad;
import dev.meshscope.testkit.simulate.SimulationReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a simulated mesh sends, as its bytes came over loopback.
 *
 * @param nodes what each stream says of its sender, as a message of its own
 * @param messages in the order in which they came
 * @param entries entries in all messages
 * @param arrivalMicros when all had come, microseconds since the epoch
 */
record RecordedMesh(
    List<byte[]> nodes, List<RecordedMessage> messages, long entries, long arrivalMicros) {
  private static final long SEED = 1;
  private static final int WORKERS = 2;

  /** Some full messages of every proxy, and not more than caches hold: they hold what arrives. */
  private static final int REQUESTS_PER_COPY = 100;

  /** As many as a request makes, about, so that hardly a message is sent twice or left out. */
  private static final int ENTRIES_PER_REQUEST = 7;

  RecordedMesh {
    nodes = List.copyOf(nodes);
    messages = List.copyOf(messages);
  }

  /**
   * Lets a mesh send its messages once.
   *
   * @param peers what all its proxies log about the other end
   * @param copies copies of Bookinfo, of 9 proxies each
   */
  static RecordedMesh of(PeerMetadata peers, int copies) {
    try (MessageRecorder recorder = new MessageRecorder()) {
      SimulationConfig config =
          new SimulationConfig(
              new Collector("127.0.0.1", recorder.port()),
              1,
              new MeshShape(copies, WORKERS, List.of(peers)),
              RequestMix.everything(),
              SEED,
              0);
      SimulationReport sent = send(config, copies * REQUESTS_PER_COPY);
      List<RecordedMessage> messages = recorder.messages();
      if (sent.dropped() > 0 || messages.size() != sent.messages()) {
        throw new IllegalStateException("%d messages of %s".formatted(messages.size(), sent));
      }
      long arrival = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      return new RecordedMesh(recorder.nodes(), messages, sent.entries(), arrival);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot record on loopback", e);
    }
  }

  /** Bytes of an entry, the framing of its message included. */
  double bytesPerEntry() {
    return messages.stream().mapToLong(message -> message.bytes().length).sum() / (double) entries;
  }

  /** Returns when the recorder has read everything. */
  private static SimulationReport send(SimulationConfig config, int requests) {
    try (PreparedSimulation simulation =
        new PreparedSimulation(config, InstantSource.system(), requests)) {
      return simulation.run(SimulationLoad.count((long) requests * ENTRIES_PER_REQUEST));
    }
  }
}
