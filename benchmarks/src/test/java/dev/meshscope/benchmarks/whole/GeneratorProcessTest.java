package dev.meshscope.benchmarks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc.AccessLogServiceImplBase;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator as a process of its own, with a counter in the collector's place. */
class GeneratorProcessTest {
  private final AtomicLong received = new AtomicLong();

  @TempDir private Path folder;

  @Test
  void tellsWhatItSent() throws Exception {
    Server server = startCounter();
    try (GeneratorProcess generator =
        new GeneratorProcess(server.getPort(), 1, folder.resolve("generator.log"))) {
      Sent first = generator.send(1_000_000, Duration.ofMillis(100));
      Sent second = generator.send(1_000_000, Duration.ofMillis(100));
      TrafficCounts truth = generator.end();

      assertThat(first.entries()).isPositive();
      assertThat(second.entries()).isPositive();
      assertThat(first.entries() + second.entries())
          .isEqualTo(generator.total().entries())
          .isEqualTo(received.get());
      assertThat(generator.total().dropped()).isZero();
      // A gateway's report counts on two edges.
      assertThat(truth.total()).isGreaterThan(received.get());
    } finally {
      server.shutdownNow();
    }
  }

  private Server startCounter() throws Exception {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(new Counter())
        .build()
        .start();
  }

  private final class Counter extends AccessLogServiceImplBase {
    @Override
    public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
        StreamObserver<StreamAccessLogsResponse> responses) {
      return new StreamObserver<>() {
        @Override
        public void onNext(StreamAccessLogsMessage message) {
          received.addAndGet(message.getHttpLogs().getLogEntryCount());
        }

        @Override
        public void onError(Throwable t) {
          // The generator counts broken streams as dropped entries.
        }

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }
}
