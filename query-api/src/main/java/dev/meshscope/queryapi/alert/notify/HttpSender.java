package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.notify.Verdict.Failure;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Posts bodies and reads the beginnings of answers. The status counts as soon as it is there: what
 * comes behind it may be endless, broken or late.
 */
final class HttpSender implements AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final String RETRY_AFTER = "Retry-After";

  private final Limits limits;
  private final Optional<TargetGuard> guard;
  private final Redaction redaction;
  private final InstantSource clock;

  /** Not virtual: looking a name up holds its carrier for as long as a name server is silent. */
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("notify-http-", 0).factory());

  /**
   * Limits of one exchange.
   *
   * @param timeout from the connection to the end of the answer
   * @param answerMax bytes of an answer that are read
   */
  record Limits(Duration timeout, int answerMax) {}

  /**
   * @param limits of each exchange
   * @param guard of receivers that may be anywhere; empty where the operator vouches for them
   * @param redaction of answers, which may repeat what was sent
   * @param clock the time of dates in answers
   */
  HttpSender(Limits limits, Optional<TargetGuard> guard, Redaction redaction, InstantSource clock) {
    this.limits = limits;
    this.guard = guard;
    this.redaction = redaction;
    this.clock = clock;
  }

  /** Blocks: to be called on a platform thread, for the reason above. */
  Verdict send(URI url, Map<String, String> headers, byte[] body) {
    try {
      Optional<String> refusal = guard.isPresent() ? guard.get().refusal(url) : Optional.empty();
      return refusal
          .<Verdict>map(reason -> new Verdict.Never(0, Failure.FORBIDDEN, reason))
          .orElseGet(() -> exchange(request(url, headers, body)));
    } catch (UnknownHostException e) {
      return later(Failure.CONNECTION, "no address for " + url.getHost());
    }
  }

  /** For work beside: platform threads, one for each task. */
  ExecutorService threads() {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /**
   * On a connection of its own, which ends with it: one that is kept may be dead when it is needed,
   * and the client itself keeps one whose headers do not end.
   */
  private Verdict exchange(HttpRequest request) {
    HttpClient client = client();
    try {
      return exchange(client, request);
    } finally {
      client.shutdownNow();
    }
  }

  private Verdict exchange(HttpClient client, HttpRequest request) {
    AtomicReference<@Nullable Answer> begun = new AtomicReference<>();
    CompletableFuture<HttpResponse<String>> response = client.sendAsync(request, handler(begun));
    try {
      HttpResponse<String> whole = response.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return answer(whole.statusCode(), whole.headers(), whole.body()).verdict(clock.instant());
    } catch (TimeoutException e) {
      response.cancel(true);
      return verdict(begun, Failure.TIMEOUT, "no answer in " + limits.timeout().toMillis() + " ms");
    } catch (ExecutionException | CancellationException e) {
      return verdict(begun, Failure.CONNECTION, "no answer: " + reason(e));
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      return verdict(begun, Failure.CONNECTION, "this process stops");
    }
  }

  private HttpClient client() {
    Duration timeout = limits.timeout();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY) // a proxy would look names up where no guard is
        .connectTimeout(timeout.compareTo(CONNECT_MAX) < 0 ? timeout : CONNECT_MAX)
        .executor(threads)
        .build();
  }

  private static HttpRequest request(URI url, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Meshscope")
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return request.build();
  }

  private BodyHandler<String> handler(AtomicReference<@Nullable Answer> begun) {
    return head -> {
      begun.set(answer(head.statusCode(), head.headers(), ""));
      return new CutBody(limits.answerMax());
    };
  }

  private Answer answer(int status, HttpHeaders headers, String text) {
    return new Answer(status, headers.firstValue(RETRY_AFTER).orElse(""), redaction.without(text));
  }

  private Verdict verdict(
      AtomicReference<@Nullable Answer> begun, Failure failure, String problem) {
    Answer answer = begun.get();
    return answer == null ? later(failure, problem) : answer.verdict(clock.instant());
  }

  private static Verdict later(Failure failure, String problem) {
    return new Verdict.Later(0, failure, problem, Duration.ZERO);
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
