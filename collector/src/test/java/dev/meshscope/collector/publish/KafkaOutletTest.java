package dev.meshscope.collector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outlet against a producer that answers as the test says. */
class KafkaOutletTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Room for four records of this test. */
  private static final long BYTES_MAX = 4 * (128 + 1);

  private final Telemetry telemetry = Telemetry.create("collector", Map.of());
  private final OutletCounts counts = new OutletCounts(telemetry.stage("publish", "reports"));
  private final List<ScriptedProducer> producers = new CopyOnWriteArrayList<>();
  private final KafkaOutlet outlet = outlet(this::nextProducer);

  @BeforeEach
  void start() {
    outlet.start();
  }

  @AfterEach
  void close() throws Exception {
    outlet.close();
    telemetry.close();
  }

  @Test
  void sendsInOrderAndTellsWhenKafkaHasIt() throws Exception {
    CompletableFuture<Void> first = send("a", 2);
    CompletableFuture<Void> second = send("b", 3);
    awaitSent(0, "a", "b");

    assertThat(first).isNotDone();
    producer(0).completeNext();
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    producer(0).completeNext();
    assertThat(second).isCompleted();
    assertThat(counts.acknowledgedReports()).isEqualTo(5);
    assertThat(outlet.pendingBytes()).isZero();
    assertThat(outlet.oldestAge()).isZero();
  }

  @Test
  void sendsWhatFailedAgainInItsOldOrder() throws Exception {
    List<CompletableFuture<Void>> acknowledged = List.of(send("a"), send("b"), send("c"));
    awaitSent(0, "a", "b", "c");
    failNext(0, new NotEnoughReplicasException());
    awaitSent(0, "a", "b", "c", "a");
    failNext(0, new TimeoutException()); // b, while a is on its way
    producer(0).completeNext(); // c: its place does not matter any more
    awaitSent(0, "a", "b", "c", "a", "b");
    complete(0, 2);

    assertThat(acknowledged).allSatisfy(one -> assertThat(one).isCompleted());
    assertThat(producers).hasSize(1);
    assertThat(counts.failedSends()).isEqualTo(2);
  }

  @Test
  void sendsWhatFailedBeforeWhatIsNew() throws Exception {
    List<CompletableFuture<Void>> acknowledged = new ArrayList<>(List.of(send("a"), send("b")));
    awaitSent(0, "a", "b");
    synchronized (producer(0)) { // at most one record gets as far as the producer meanwhile
      acknowledged.addAll(List.of(send("c"), send("d")));
      failNext(0, new TimeoutException());
      failNext(0, new TimeoutException());
    }
    await().atMost(PATIENCE).until(() -> producer(0).history().size() == 6);

    assertThat(sent(0).subList(2, 6))
        .contains("c")
        .containsSubsequence("a", "b", "d")
        .endsWith("d");
    complete(0, 4);
    assertThat(acknowledged).allSatisfy(one -> assertThat(one).isCompleted());
  }

  @Test
  void sendsEverythingAgainInOrderByANewProducerWhenTheOldIsBeyondUse() throws Exception {
    List<CompletableFuture<Void>> acknowledged = List.of(send("a"), send("b"), send("c"));
    awaitSent(0, "a", "b", "c");
    producer(0).completeNext();
    failNext(0, new InvalidProducerEpochException("fenced"));
    awaitSent(1, "b", "c");
    complete(1, 2);

    assertThat(producer(0).closed()).isTrue();
    assertThat(acknowledged).allSatisfy(one -> assertThat(one).isCompleted());
    var _ = send("d");
    awaitSent(1, "b", "c", "d");
    assertThat(producers).hasSize(2);
  }

  @Test
  void makesANewProducerWhenOneThrows() throws Exception {
    var _ = send("a");
    awaitSent(0, "a");
    producer(0).sendException = new IllegalStateException("closed by somebody");
    var _ = send("b");
    awaitSent(1, "a", "b");
    complete(1, 2);

    assertThat(outlet.pendingBytes()).isZero();
    assertThat(outlet.death()).isNull();
  }

  @Test
  void triesToMakeAProducerUntilThereIsOne() throws Exception {
    List<KafkaException> failures =
        new CopyOnWriteArrayList<>(List.of(new KafkaException("a"), new KafkaException("b")));
    KafkaOutlet patient =
        outlet(() -> {
          if (!failures.isEmpty()) {
            throw failures.removeFirst();
          }
          return nextProducer();
        });
    patient.start();
    patient.send(record("a"));
    awaitSent(0, "a");
    patient.close();
  }

  @Test
  void givesUpWhatKafkaWillNeverTakeAndCountsIt() throws Exception {
    CompletableFuture<Void> tooLarge = send("a", 2);
    CompletableFuture<Void> invalid = send("b", 3);
    CompletableFuture<Void> good = send("c", 4);
    awaitSent(0, "a", "b", "c");
    failNext(0, new RecordTooLargeException());
    failNext(0, new InvalidRecordException("of no use"));
    complete(0, 1);

    assertThatThrownBy(tooLarge::join).hasCauseInstanceOf(RecordTooLargeException.class);
    assertThatThrownBy(invalid::join).hasCauseInstanceOf(InvalidRecordException.class);
    assertThat(good).isCompleted();
    assertThat(sent(0)).containsExactly("a", "b", "c");
    assertThat(outlet.pendingBytes()).isZero();
    assertThat(telemetry.page("").body())
        .contains("meshscope_collector_publish_received_reports_total 9")
        .contains("meshscope_collector_publish_sent_reports_total 4")
        .contains(
            "meshscope_collector_publish_dropped_reports_total{reason=\"refused-by-kafka\"} 5");
  }

  @Test
  void makesItsCallersWaitWhileItIsFull() throws Exception {
    IntStream.range(0, 4).forEach(number -> trySend("" + number));
    CompletableFuture<Void> fifth = CompletableFuture.runAsync(() -> trySend("4"));
    awaitSent(0, "0", "1", "2", "3");

    assertThat(fifth).isNotDone();
    assertThat(outlet.pendingBytes()).isEqualTo(BYTES_MAX);
    producer(0).completeNext();
    assertThat(fifth).succeedsWithin(PATIENCE);
    assertThat(outlet.pendingBytes()).isEqualTo(BYTES_MAX);
  }

  @Test
  void takesARecordBeyondItsSizeWhenItHoldsNothingElse() throws Exception {
    String large = "x".repeat((int) BYTES_MAX);
    CompletableFuture<Void> acknowledged = send(large);
    awaitSent(0, large);
    producer(0).completeNext();
    assertThat(acknowledged).isCompleted();
  }

  @Test
  void waitsForAcknowledgementsUntilTheTimeIsUp() throws Exception {
    var _ = send("a");
    awaitSent(0, "a");

    assertThat(outlet.flush(Duration.ZERO)).isFalse();
    CompletableFuture<Void> flushed = CompletableFuture.runAsync(this::flush);
    producer(0).completeNext();
    assertThat(flushed).succeedsWithin(PATIENCE);
  }

  @Test
  void tellsThatWhatItHoldsIsLostWhenItIsClosed() throws Exception {
    CompletableFuture<Void> held = send("a");
    awaitSent(0, "a");
    outlet.close();

    assertThatThrownBy(held::join).hasCauseInstanceOf(PublisherClosedException.class);
    assertThatThrownBy(() -> send("b")).isInstanceOf(PublisherClosedException.class);
    assertThat(producer(0).closed()).isTrue();
  }

  @Test
  void letsItsCallersGoWhenItIsClosedWhileItIsFull() throws Exception {
    IntStream.range(0, 4).forEach(number -> trySend("" + number));
    CompletableFuture<Void> fifth = CompletableFuture.runAsync(() -> trySend("4"));
    awaitSent(0, "0", "1", "2", "3");
    outlet.close();
    assertThatThrownBy(fifth::join).hasRootCauseInstanceOf(PublisherClosedException.class);
  }

  @Test
  void saysWhyItDied() throws Exception {
    KafkaOutlet broken =
        outlet(() -> {
          throw new IllegalArgumentException("a mistake of ours");
        });
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    broken.send(record("a"), 1, acknowledged);
    broken.start();

    assertThat(acknowledged).failsWithin(PATIENCE);
    assertThat(broken.death()).hasMessage("a mistake of ours");
    assertThat(broken.flush(PATIENCE)).isFalse();
    assertThatThrownBy(() -> broken.send(record("b"))).isInstanceOf(PublisherClosedException.class);
  }

  private KafkaOutlet outlet(Supplier<Producer<byte[], byte[]>> source) {
    Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
    return new KafkaOutlet(source, BYTES_MAX, backoff, counts);
  }

  private Producer<byte[], byte[]> nextProducer() {
    ScriptedProducer made = new ScriptedProducer();
    producers.add(made);
    return made;
  }

  private CompletableFuture<Void> send(String value) throws Exception {
    return send(value, 1);
  }

  private CompletableFuture<Void> send(String value, int reports) throws Exception {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    outlet.send(record(value), reports, acknowledged);
    return acknowledged;
  }

  private void trySend(String value) {
    try {
      outlet.send(record(value));
    } catch (InterruptedException | PublisherClosedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void flush() {
    try {
      assertThat(outlet.flush(PATIENCE)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private ScriptedProducer producer(int index) {
    await().atMost(PATIENCE).until(() -> producers.size() > index);
    return producers.get(index);
  }

  private void awaitSent(int producer, String... values) {
    await().atMost(PATIENCE).until(() -> sent(producer).equals(List.of(values)));
  }

  private List<String> sent(int producer) {
    return producer(producer).history().stream()
        .map(record -> new String(record.value(), UTF_8))
        .toList();
  }

  private void complete(int producer, int records) {
    for (int i = 0; i < records; i++) {
      assertThat(producer(producer).completeNext()).isTrue();
    }
  }

  private void failNext(int producer, RuntimeException failure) {
    assertThat(producer(producer).errorNext(failure)).isTrue();
  }

  private static ProducerRecord<byte[], byte[]> record(String value) {
    return new ProducerRecord<>("topic", 0, null, value.getBytes(UTF_8));
  }
}
