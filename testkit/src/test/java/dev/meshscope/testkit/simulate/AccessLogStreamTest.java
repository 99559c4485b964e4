package dev.meshscope.testkit.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc.AccessLogServiceImplBase;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream to a collector that reads nothing. */
class AccessLogStreamTest {
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = NettyServerBuilder.forPort(0).addService(new Deaf()).build().start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void givesUpOnACollectorThatTakesNothing() {
    AccessLogStream stream = new AccessLogStream(channel, new byte[0], Duration.ofMillis(200));
    byte[] message = Wire.message(new ByteArrayOutputStream());
    byte[] padded = new byte[1 << 20];
    System.arraycopy(message, 0, padded, 0, message.length);
    assertThatExceptionOfType(SimulationException.class)
        .isThrownBy(() -> {
          while (stream.send(padded)) {
            assertThat(stream.opened()).isEqualTo(1);
          }
        })
        .withMessageContaining("took nothing");
  }

  @Test
  void doesNotWaitForTheEndForEver() {
    AccessLogStream stream = new AccessLogStream(channel, new byte[0], Duration.ofSeconds(5));
    assertThat(stream.awaitEnd(System.nanoTime())).isTrue();
    assertThat(stream.send(new byte[0])).isTrue();
    assertThat(stream.awaitEnd(System.nanoTime())).isFalse();
  }

  private static final class Deaf extends AccessLogServiceImplBase {
    @Override
    public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
        StreamObserver<StreamAccessLogsResponse> responses) {
      ((ServerCallStreamObserver<StreamAccessLogsResponse>) responses).disableAutoRequest();
      return new StreamObserver<>() {
        @Override
        public void onNext(StreamAccessLogsMessage message) {
          throw new AssertionError("nothing was asked for");
        }

        @Override
        public void onError(Throwable t) {
          // The stream was given up.
        }

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }
}
