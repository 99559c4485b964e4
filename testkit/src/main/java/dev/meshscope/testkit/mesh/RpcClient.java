package dev.meshscope.testkit.mesh;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.LocalSocketPicker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** gRPC client on an address of its own whose calls go through the own sidecar. */
final class RpcClient implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 10;
  private static final byte[] MESSAGE = new byte[50];

  private final Map<RpcResult, Long> results = new ConcurrentHashMap<>();
  private final ManagedChannel channel;

  /**
   * @param own address that its connection comes from
   */
  RpcClient(InetAddress own, InetSocketAddress envoy) {
    channel =
        NettyChannelBuilder.forAddress(envoy).usePlaintext().localSocketPicker(from(own)).build();
  }

  private static LocalSocketPicker from(InetAddress own) {
    return new LocalSocketPicker() {
      @Override
      public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
        return new InetSocketAddress(own, 0);
      }
    };
  }

  /** Calls and waits for the end; the status, 0 to 16. */
  int call(Rpc rpc, String authority, Map<String, String> headers) throws InterruptedException {
    CallOptions options =
        CallOptions.DEFAULT
            .withAuthority(authority)
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    ClientCall<byte[], byte[]> call = channel.newCall(rpc.descriptor(), options);
    End end = new End();
    call.start(end, metadata(headers));
    call.request(Integer.MAX_VALUE);
    call.sendMessage(MESSAGE);
    call.halfClose();
    int status = end.status();
    results.merge(new RpcResult(rpc, status), 1L, Long::sum);
    return status;
  }

  /** A call that goes on until it is closed. */
  Conversation open(String authority) {
    ClientCall<byte[], byte[]> call =
        channel.newCall(Rpc.ECHO.descriptor(), CallOptions.DEFAULT.withAuthority(authority));
    OpenCall open = new OpenCall(call);
    call.start(open.end, new Metadata());
    call.request(Integer.MAX_VALUE);
    return open;
  }

  private static Metadata metadata(Map<String, String> headers) {
    Metadata metadata = new Metadata();
    headers.forEach((name, value) ->
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }

  /** Calls that ended, by method and status. */
  Map<RpcResult, Long> results() {
    return Map.copyOf(results);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private final class OpenCall implements Conversation {
    private final ClientCall<byte[], byte[]> call;
    private final End end = new End();

    OpenCall(ClientCall<byte[], byte[]> call) {
      this.call = call;
    }

    @Override
    public void say(int bytes) throws InterruptedException {
      call.sendMessage(new byte[bytes]);
      byte[] echo = end.messages.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (echo == null || echo.length != bytes) {
        throw new MeshException("no answer to " + bytes + " bytes over gRPC");
      }
    }

    @Override
    public void close() {
      call.halfClose();
      try {
        results.merge(new RpcResult(Rpc.ECHO, end.status()), 1L, Long::sum);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MeshException("interrupted while a call ends", e);
      }
    }
  }

  private static final class End extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();

    @Override
    public void onMessage(byte[] message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status closed, Metadata trailers) {
      status.complete(closed);
    }

    int status() throws InterruptedException {
      try {
        return status.get().getCode().value();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a call ends with a status", e);
      }
    }
  }
}
