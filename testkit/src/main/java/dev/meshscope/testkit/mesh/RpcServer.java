package dev.meshscope.testkit.mesh;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The recommendations service: a gRPC server that ends every call as its {@link Rpc} says. */
final class RpcServer implements AutoCloseable {
  private static final int MESSAGES = 5;
  private static final long PAUSE_MILLIS = 20;
  private static final byte[] MESSAGE = new byte[100];

  private final Map<RpcResult, Long> results = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  RpcServer(InetSocketAddress address) {
    try {
      server =
          NettyServerBuilder.forAddress(address)
              .executor(executor)
              .addService(service())
              .build()
              .start();
    } catch (IOException e) {
      throw MeshException.cannotListen("the gRPC server", address, e);
    }
  }

  private ServerServiceDefinition service() {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(Rpc.SERVICE);
    for (Rpc rpc : Rpc.values()) {
      service.addMethod(rpc.descriptor(), (call, _) -> start(rpc, call));
    }
    return service.build();
  }

  private Listener<byte[]> start(Rpc rpc, ServerCall<byte[], byte[]> call) {
    call.request(2);
    if (rpc == Rpc.ECHO) {
      call.sendHeaders(new Metadata());
    }
    return new Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        if (rpc == Rpc.ECHO) {
          call.sendMessage(message);
          call.request(1);
        }
      }

      @Override
      public void onHalfClose() {
        answer(rpc, call);
        call.close(rpc.outcome(), new Metadata());
      }

      @Override
      public void onComplete() {
        results.merge(new RpcResult(rpc, rpc.status()), 1L, Long::sum);
      }
    };
  }

  private static void answer(Rpc rpc, ServerCall<byte[], byte[]> call) {
    switch (rpc) {
      case LIST -> {
        call.sendHeaders(new Metadata());
        call.sendMessage(MESSAGE);
      }
      case REFUSE, ECHO -> {
        // Nothing before the status, or all that there was to say.
      }
      case FAIL -> call.sendHeaders(new Metadata());
      case WATCH -> {
        call.sendHeaders(new Metadata());
        for (int i = 0; i < MESSAGES; i++) {
          call.sendMessage(MESSAGE);
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Calls that were answered to the end, by method and status. */
  Map<RpcResult, Long> results() {
    return Map.copyOf(results);
  }

  @Override
  public void close() {
    server.shutdownNow();
    executor.shutdownNow();
    executor.close();
  }
}
