package dev.meshscope.testkit.simulate;

import dev.meshscope.testkit.mesh.Collector;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All streams of all proxies over a few connections; counts what goes out. One owner. */
final class AccessLogStreams implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<AccessLogStream> streams = new ArrayList<>();
  private long messages;
  private long bytes;
  private long entries;
  private long dropped;

  /** The stream of worker w of pod p is number p·workers + w. */
  AccessLogStreams(SimulationConfig config, List<SimulatedPod> pods) {
    Collector collector = config.collector();
    for (int i = 0; i < config.connections(); i++) {
      channels.add(
          NettyChannelBuilder.forAddress(collector.host(), collector.port())
              .usePlaintext()
              .directExecutor()
              .build());
    }
    for (SimulatedPod pod : pods) {
      byte[] identifier =
          StreamAccessLogsMessage.newBuilder()
              .setIdentifier(NodeIdentifier.of(pod))
              .build()
              .toByteArray();
      ManagedChannel channel = channels.get(pod.number() % channels.size());
      for (int worker = 0; worker < config.mesh().workers(); worker++) {
        streams.add(new AccessLogStream(channel, identifier, PATIENCE));
      }
    }
  }

  int size() {
    return streams.size();
  }

  /** Sends a message, waits if need be, and counts it. */
  boolean send(int stream, byte[] message, int entryCount) {
    if (!streams.get(stream).send(message)) {
      dropped += entryCount;
      return false;
    }
    messages++;
    bytes += message.length;
    entries += entryCount;
    return true;
  }

  SimulationReport report(long requests, Duration elapsed) {
    return new SimulationReport(
        requests,
        entries,
        dropped,
        messages,
        bytes,
        streams.stream().mapToLong(AccessLogStream::opened).sum(),
        streams.stream().mapToLong(AccessLogStream::broken).sum(),
        elapsed);
  }

  /** Completes every stream and waits up to 10 s until the collector has read all. */
  @Override
  public void close() {
    streams.forEach(AccessLogStream::complete);
    long deadline = System.nanoTime() + CLOSE_NANOS;
    streams.forEach(stream -> stream.awaitEnd(deadline));
    channels.forEach(ManagedChannel::shutdownNow);
    for (ManagedChannel channel : channels) {
      try {
        channel.awaitTermination(CLOSE_NANOS, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
