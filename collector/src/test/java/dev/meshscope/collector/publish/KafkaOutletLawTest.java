package dev.meshscope.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever Kafka answers: each record is acknowledged or refused, new ones are sent in their order,
 * and the counters balance.
 */
@Timeout(60) // where a record is forgotten its answer never comes
class KafkaOutletLawTest {
  private static final int RECORDS = 500;
  private static final long BYTES_MAX = 20 * 132;

  private final List<ScriptedProducer> producers = new CopyOnWriteArrayList<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void answersForEachRecordOnce(long seed) throws Exception {
    Random random = new Random(seed);
    try (Telemetry telemetry = Telemetry.create("collector", Map.of())) {
      KafkaOutlet outlet =
          new KafkaOutlet(
              this::nextProducer,
              BYTES_MAX,
              new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(seed)),
              new OutletCounts(telemetry.stage("publish", "reports")));
      outlet.start();
      CompletableFuture<List<CompletableFuture<Void>>> sending =
          CompletableFuture.supplyAsync(() -> sendAll(outlet));
      int refused = 0;
      while (!sending.isDone() || outlet.pendingBytes() > 0) {
        refused += answer(random);
      }
      outlet.close();

      List<CompletableFuture<Void>> answers = sending.join();
      assertThat(answers).allSatisfy(one -> assertThat(one).isDone());
      assertThat(answers.stream().filter(CompletableFuture::isCompletedExceptionally))
          .hasSize(refused);
      assertThat(telemetry.page("").body())
          .contains("publish_received_reports_total " + RECORDS)
          .contains("publish_sent_reports_total " + (RECORDS - refused));
    }
    assertThat(firstSends())
        .containsExactlyElementsOf(IntStream.range(0, RECORDS).boxed().toList());
  }

  /** Answers the oldest record that a producer holds, if any; 1 if it is refused for good. */
  private int answer(Random random) {
    if (producers.isEmpty()) {
      return 0;
    }
    ScriptedProducer producer = producers.getLast();
    int choice = random.nextInt(100);
    if (choice < 70) {
      producer.completeNext();
      return 0;
    }
    if (choice < 90) {
      producer.errorNext(new TimeoutException());
      return 0;
    }
    if (choice < 95) {
      producer.errorNext(new OutOfOrderSequenceException("beyond use"));
      return 0;
    }
    return producer.errorNext(new RecordTooLargeException()) ? 1 : 0;
  }

  private static List<CompletableFuture<Void>> sendAll(KafkaOutlet outlet) {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    try {
      for (int number = 0; number < RECORDS; number++) {
        byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        outlet.send(new ProducerRecord<>("topic", 0, null, value), 1, acknowledged);
        answers.add(acknowledged);
      }
    } catch (InterruptedException | PublisherClosedException e) {
      throw new IllegalStateException(e);
    }
    return answers;
  }

  /** The numbers of all records, each where it was sent for the first time. */
  private List<Integer> firstSends() {
    return producers.stream()
        .flatMap(producer -> producer.history().stream())
        .map(record -> ByteBuffer.wrap(record.value()).getInt())
        .distinct()
        .toList();
  }

  private ScriptedProducer nextProducer() {
    ScriptedProducer made = new ScriptedProducer();
    producers.add(made);
    return made;
  }
}
