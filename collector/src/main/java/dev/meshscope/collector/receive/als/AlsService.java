package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.MemoryConfig;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.StreamNormalizer;
import dev.meshscope.collector.publish.Publisher;
import dev.meshscope.collector.receive.GrpcConfig;
import dev.meshscope.collector.receive.ReceiverService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Envoy's access log service: takes streams in and keeps account of them. */
public final class AlsService implements ReceiverService {
  private static final Duration DRAIN_TICK = Duration.ofMillis(10);

  private final GrpcConfig grpc;
  private final MemoryConfig memory;
  private final Normalization normalization;
  private final Publisher publisher;
  private final Ledger ledger;
  private final RandomGenerator random;
  private final Set<AlsStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean isDraining;

  /**
   * Makes the service.
   *
   * @param random seeds the hashing of each stream
   */
  public AlsService(
      GrpcConfig grpc,
      NormalizeConfig normalize,
      Publisher publisher,
      Ledger ledger,
      RandomGenerator random) {
    this.grpc = grpc;
    memory = normalize.memory();
    this.publisher = publisher;
    this.ledger = ledger;
    this.random = random;
    normalization = Normalization.ofStreams(normalize, new PeerMetadata(), ledger);
  }

  @Override
  public ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(AlsMethod.SERVICE)
        .addMethod(AlsMethod.STREAM_ACCESS_LOGS, this::open)
        .build();
  }

  @Override
  public ServerStreamTracer.Factory tracer() {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        boolean isOurs = method.equals(AlsMethod.STREAM_ACCESS_LOGS.getFullMethodName());
        return isOurs ? new CapTracer() : new ServerStreamTracer() {};
      }
    };
  }

  /** How many streams are open. */
  public int streams() {
    return streams.size();
  }

  /** How many streams and connections that go on are followed. */
  public int openStreams() {
    return normalization.openStreams();
  }

  @Override
  public void drain(Duration limit) throws InterruptedException {
    isDraining = true;
    long deadline = System.nanoTime() + limit.toNanos();
    while (!streams.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(DRAIN_TICK);
    }
    streams.forEach(AlsStream::finish);
  }

  boolean isDraining() {
    return isDraining;
  }

  GrpcConfig grpc() {
    return grpc;
  }

  MemoryConfig memory() {
    return memory;
  }

  /** Understands the entries of a node's stream. */
  StreamNormalizer normalizer(ReportingNode node) {
    return normalization.of(node, random.nextLong());
  }

  Publisher publisher() {
    return publisher;
  }

  Ledger ledger() {
    return ledger;
  }

  void ended(AlsStream stream) {
    streams.remove(stream);
  }

  private ServerCall.Listener<InputStream> open(
      ServerCall<InputStream, InputStream> call, Metadata headers) {
    if (isDraining || streams.size() >= grpc.streamsMax()) {
      call.close(Status.UNAVAILABLE.withDescription("too many streams"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    AlsStream stream = new AlsStream(this, call);
    streams.add(stream);
    call.request(1);
    return stream;
  }

  /** Counts messages beyond the cap: gRPC ends their stream before any listener sees them. */
  private final class CapTracer extends ServerStreamTracer {
    @Override
    public void streamClosed(Status status) {
      if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        ledger.count(Rejected.MESSAGE_TOO_LARGE);
      }
    }
  }
}
