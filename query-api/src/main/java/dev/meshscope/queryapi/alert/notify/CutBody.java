package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The beginning of a body. What is longer is cut off, with its connection. */
final class CutBody implements BodySubscriber<String> {
  private final int bytesMax;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  CutBody(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), bytesMax - taken.size())];
      buffer.get(bytes);
      taken.writeBytes(bytes);
    }
    Flow.Subscription open = subscription;
    if (open == null) {
      return;
    }
    if (taken.size() < bytesMax) {
      open.request(1);
    } else {
      open.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    onComplete(); // what was read is read; the status is known
  }

  @Override
  public void onComplete() {
    text.complete(taken.toString(UTF_8));
  }
}
