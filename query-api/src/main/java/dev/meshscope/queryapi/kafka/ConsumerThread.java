package dev.meshscope.queryapi.kafka;

import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Worker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A thread with a consumer. When Kafka fails it, it takes another consumer after a while, for as
 * long as it is not closed; of whatever else fails it dies, and says so.
 */
public final class ConsumerThread {
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(2);
  private static final int RECONNECT_MILLIS = 200;
  private static final int RECONNECT_MILLIS_MAX = 2_000;
  private static final Duration CONSUMER_CLOSE_MAX = Duration.ofSeconds(2);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(4);

  private final String name;
  private final Map<String, Object> config;
  private final Work work;
  private final Failed failed;
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile @Nullable Worker worker;

  /** What a thread does with its consumer. */
  public interface Work {
    /**
     * Works until the thread is closed; whatever Kafka does to it may be thrown.
     *
     * @param open new, and of no use afterwards
     */
    void with(Consumer<byte[], byte[]> open);
  }

  /** What it does when Kafka did not let it work, before it begins again. */
  public interface Failed {
    void because(KafkaException failure);
  }

  /**
   * @param name of the thread and of the client
   * @param config what this consumer has of its own, beginning with where Kafka is
   * @param work what is done
   * @param failed what is done about failures
   */
  public ConsumerThread(String name, Map<String, Object> config, Work work, Failed failed) {
    this.name = name;
    this.work = work;
    this.failed = failed;
    Map<String, Object> all = new HashMap<>(config);
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
    all.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS_MAX);
    this.config = Map.copyOf(all);
  }

  public void start() {
    worker = Worker.start(name, this::run);
  }

  public void close() {
    closing.countDown();
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    Worker started = worker;
    if (started != null) {
      started.end(CLOSE_MAX);
    }
  }

  public boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** What it died of. */
  public Optional<Throwable> death() {
    Worker started = worker;
    return started == null ? Optional.empty() : started.death();
  }

  /** To be called when the work goes well: the next failure is the first again. */
  public void succeeded() {
    backoff.reset();
  }

  /** Waits before the next try, the longer the more have failed. */
  public void pause() {
    try {
      var _ = closing.await(backoff.nextDelay().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown(); // nobody interrupts it but whoever wants it to end
    }
  }

  private void run() {
    while (!isClosing()) {
      try {
        tryToWork();
      } catch (WakeupException e) {
        closing.countDown(); // only closing wakes it up
      } catch (KafkaException e) {
        failed.because(e);
        pause();
      }
    }
  }

  private void tryToWork() {
    Consumer<byte[], byte[]> open =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      consumer = open;
      work.with(open);
    } finally {
      open.close(CloseOptions.timeout(CONSUMER_CLOSE_MAX));
    }
  }
}
