package dev.meshscope.queryapi.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without a broker: what becomes of failures. */
final class ConsumerThreadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicInteger tries = new AtomicInteger();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private ConsumerThread thread = thread(_ -> {});

  @AfterEach
  void close() {
    thread.close();
  }

  @Test
  void beginsAgainAfterAFailureOfKafka() {
    begin(count -> {
      if (count < 3) {
        throw new KafkaException("failure " + count);
      }
      thread.close();
    });
    until(() -> thread.isClosing());

    assertThat(failures).containsExactly("failure 1", "failure 2");
    assertThat(thread.death()).isEmpty();
  }

  @Test
  void diesOfABrokenPromise() {
    begin(_ -> {
      throw new IllegalStateException("for a test");
    });
    until(() -> thread.death().isPresent());

    assertThat(thread.death()).get().isInstanceOf(IllegalStateException.class);
    assertThat(tries).hasValue(1);
  }

  @Test
  void diesOfAnError() {
    begin(_ -> {
      throw new NoClassDefFoundError("for a test");
    });
    until(() -> thread.death().isPresent());

    assertThat(thread.death()).get().isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void isWokenUpToClose() {
    thread =
        thread((open, _) -> {
          open.assign(List.of(new TopicPartition("t", 0)));
          while (true) {
            open.poll(Duration.ofDays(1));
          }
        });
    thread.start();
    until(() -> tries.get() == 1);

    thread.close();

    assertThat(thread.death()).isEmpty();
    assertThat(failures).isEmpty();
  }

  private void begin(IntConsumer work) {
    thread = thread(work);
    thread.start();
  }

  private ConsumerThread thread(IntConsumer work) {
    return thread((_, count) -> work.accept(count));
  }

  private ConsumerThread thread(Counted work) {
    return new ConsumerThread(
        "test",
        Map.of("bootstrap.servers", "127.0.0.1:1"),
        open -> work.with(open, tries.incrementAndGet()),
        failure -> failures.add(String.valueOf(failure.getMessage())));
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).until(condition);
  }

  private interface Counted {
    void with(Consumer<byte[], byte[]> open, int count);
  }
}
