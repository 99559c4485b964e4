package dev.meshscope.collector.receive;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import io.grpc.Attributes;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC server for all protocols that speak gRPC. Calls run on virtual threads, so that a stream
 * may wait for room downstream; it is not read meanwhile.
 */
public final class GrpcReceiver implements Part {
  /** When the connection of a call was opened, {@link System#nanoTime}. */
  public static final Attributes.Key<Long> CONNECTED_NANOS =
      Attributes.Key.create("connected-nanos");

  private static final Logger log = LoggerFactory.getLogger(GrpcReceiver.class);
  private static final int CLIENT_PING_SECONDS_MIN = 5;
  private static final int CLOSE_SECONDS = 1;

  private final int port;
  private final GrpcConfig config;
  private final List<ReceiverService> services;
  private volatile @Nullable Server server;
  private volatile @Nullable ExecutorService threads;

  /**
   * Makes a receiver that does not listen yet.
   *
   * @param port 0 for any free one
   */
  public GrpcReceiver(int port, GrpcConfig config, List<ReceiverService> services) {
    this.port = port;
    this.config = config;
    this.services = List.copyOf(services);
  }

  @Override
  public String name() {
    return "grpc-receiver";
  }

  @Override
  public void start() throws IOException {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    threads = executor;
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(port))
            .executor(executor)
            .maxInboundMessageSize(config.messageBytesCap().bytesAsInt())
            .flowControlWindow(config.windowBytes().bytesAsInt())
            .maxConcurrentCallsPerConnection(config.streamsMax())
            .maxConnectionAge(config.connectionAgeMax().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(config.connectionAgeGrace().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(config.keepAliveInterval().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(CLIENT_PING_SECONDS_MIN, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addTransportFilter(new ConnectionTimes());
    for (ReceiverService service : services) {
      builder.addService(service.definition()).addStreamTracerFactory(service.tracer());
    }
    Server built = builder.build();
    server = built;
    built.start();
    log.atInfo().addKeyValue("port", built.getPort()).log("collector listening");
  }

  /** The port that is listened on, which is the configured one unless that is 0. */
  public int port() {
    return Objects.requireNonNull(server, "not started").getPort();
  }

  @Override
  public Health check() {
    Server current = server;
    if (current == null) {
      return Health.notReady("not listening");
    }
    return current.isShutdown() ? Health.notReady("stopping") : Health.ready("listening");
  }

  @Override
  public void close() {
    Server current = server;
    ExecutorService executor = threads;
    try {
      if (current != null) {
        current.shutdown();
        for (ReceiverService service : services) {
          service.drain(config.drainTimeout());
        }
        if (!current.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          current.shutdownNow();
          boolean isEnded = current.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
          log.atDebug().addKeyValue("isEnded", isEnded).log("streams were cut off");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (executor != null) {
        executor.shutdown(); // a stream that waits for room is let go by the publisher
      }
    }
  }

  /** Notes when connections are opened. */
  private static final class ConnectionTimes extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      return attributes.toBuilder().set(CONNECTED_NANOS, System.nanoTime()).build();
    }
  }
}
