package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.collector.OtlpClient.Ended;
import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.otlp.Mutations;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.collector.receive.otlp.SampleRecords;
import dev.meshscope.collector.receive.otlp.SpanConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import io.grpc.CallOptions;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand mutated messages per kind, to a real collector: each is answered, what is answered
 * with success is counted, and good ones are taken as before.
 */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtlpMutationIT {
  private static final int MESSAGES = Integer.getInteger("meshscope.mutations", 10_000);
  private static final int AT_ONCE = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final Mutations mutations = new Mutations(new Random(seed));
  private EmbeddedKafka kafka;
  private TestCollector running;
  private OtlpClient client;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), 0));
    kafka.start();
    OtlpConfig defaults = OtlpConfig.defaults();
    OtlpConfig settled =
        new OtlpConfig(
            defaults.limits(),
            defaults.http(),
            defaults.repeats(),
            defaults.sessions(),
            new SpanConfig(true, Duration.ZERO, Duration.ofMinutes(1), 100_000));
    running =
        new TestCollector(
            TestCollector.with(
                settled, TestCollector.config(kafka.bootstrapServers(), directory, "mutations")));
    await().atMost(PATIENCE).until(running::isReady);
    client = running.otlpClient();
  }

  @AfterAll
  void stop() {
    client.close();
    running.close();
    kafka.close();
  }

  @Test
  void survivesMutatedLogs() throws Exception {
    Ledger ledger = running.collector().ledgers().of(ReportSource.OTLP_LOGS);
    survives(ledger, () -> mutations.logs(Instant.now()), calls(OtlpClient.LOGS));
    assertThat(client.logs(good()).status()).isEqualTo(Status.OK);
  }

  @Test
  void survivesMutatedSpans() throws Exception {
    Ledger ledger = running.collector().ledgers().of(ReportSource.OTLP_SPANS);
    survives(ledger, () -> mutations.spans(Instant.now()), calls(OtlpClient.TRACES));
  }

  @Test
  void survivesMutatedJson() throws Exception {
    Ledger ledger = running.collector().ledgers().of(ReportSource.OTLP_LOGS);
    BlockingQueue<HttpConnection> free = new LinkedBlockingQueue<>();
    for (int i = 0; i < AT_ONCE; i++) {
      free.add(new HttpConnection(running.collector().otlpHttpPort()));
    }
    survives(
        ledger,
        () -> mutations.mutated(OtlpServer.json(Instant.now()).getBytes(UTF_8)),
        body -> CompletableFuture.supplyAsync(() -> post(body, free), Thread::startVirtualThread));
    for (HttpConnection connection : free) {
      connection.close();
    }
  }

  private static Status.Code post(byte[] body, BlockingQueue<HttpConnection> free) {
    try {
      HttpConnection connection = free.take();
      int status = connection.post("/v1/logs", OtlpClient.JSON, body);
      free.add(connection);
      return switch (status) {
        case 200 -> Status.Code.OK;
        case 400 -> Status.Code.INVALID_ARGUMENT;
        default -> throw new AssertionError("status " + status);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Function<byte[], CompletableFuture<Status.Code>> calls(String method) {
    return body ->
        client
            .start(method, body, CallOptions.DEFAULT)
            .thenApply(Ended::status)
            .thenApply(Status::getCode);
  }

  /** Sends so many at a time, because an answer waits for Kafka. */
  private void survives(
      Ledger ledger,
      java.util.function.Supplier<byte[]> messages,
      Function<byte[], CompletableFuture<Status.Code>> send)
      throws Exception {
    long receivedBefore = ledger.received();
    long malformedBefore = ledger.rejected(Rejected.MESSAGE_MALFORMED);
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger malformed = new AtomicInteger();
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    Semaphore atOnce = new Semaphore(AT_ONCE);
    for (int i = 0; i < MESSAGES; i++) {
      atOnce.acquire();
      var _ =
          send.apply(messages.get())
              .whenComplete((code, failure) -> {
                taken.addAndGet(code == Status.Code.OK ? 1 : 0);
                malformed.addAndGet(code == Status.Code.INVALID_ARGUMENT ? 1 : 0);
                if (failure != null) {
                  failures.add(failure.toString());
                }
                atOnce.release();
              });
    }
    assertThat(atOnce.tryAcquire(AT_ONCE, PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("each is answered, seed %d", seed)
        .isTrue();
    assertThat(failures).as("seed %d", seed).isEmpty();
    assertThat(taken.get() + malformed.get()).as("seed %d", seed).isEqualTo(MESSAGES);
    assertThat(taken.get()).as("seed %d", seed).isBetween(MESSAGES / 10, MESSAGES - 1);
    assertThat(ledger.rejected(Rejected.MESSAGE_MALFORMED) - malformedBefore)
        .as("seed %d", seed)
        .isEqualTo(malformed.get());
    assertThat(ledger.received() - receivedBefore).as("seed %d", seed).isGreaterThan(MESSAGES / 2);
    assertThat(running.collector().published())
        .as("all that was accepted is in Kafka, seed %d", seed)
        .isEqualTo(running.collector().accepted());
    assertThat(running.unready()).isEmpty();
  }

  private static io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest good() {
    return SampleRecords.logs(List.of(SampleRecords.log(Instant.now(), SampleRecords.outbound())));
  }
}
