package dev.meshscope.collector.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepeatMemoryTest {
  private static final Answer ANSWER = new Answer.Taken(0, "");

  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final AtomicLong now = new AtomicLong();

  @Test
  void knowsAMessageByItsBytes() {
    RepeatMemory memory = memory(10, Duration.ofMinutes(5));
    byte[] message = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    CompletableFuture<Answer> first = new CompletableFuture<>();
    assertThat(memory.before(memory.key(Signal.LOGS, message, 9), first)).isEmpty();
    assertThat(memory.before(memory.key(Signal.LOGS, message, 9), new CompletableFuture<>()))
        .containsSame(first);
    assertThat(memory.before(memory.key(Signal.LOGS, message, 8), first)).isEmpty();
    assertThat(memory.before(memory.key(Signal.SPANS, message, 9), first)).isEmpty();
    memory.forget(memory.key(Signal.LOGS, message, 9));
    assertThat(memory.before(memory.key(Signal.LOGS, message, 9), first)).isEmpty();
  }

  @Test
  void tellsMessagesApartThatDifferInOneBit() {
    RepeatMemory memory = memory(10, Duration.ofMinutes(5));
    byte[] message = new byte[203];
    random.nextBytes(message);
    Set<RepeatMemory.Key> keys = new HashSet<>();
    for (int bit = 0; bit < message.length * 8; bit++) {
      message[bit / 8] ^= (byte) (1 << bit % 8);
      RepeatMemory.Key key = memory.key(Signal.LOGS, message, message.length);
      message[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(keys.add(key)).as("seed %d, bit %d", seed, bit).isTrue();
      assertThat(key.high()).isNotEqualTo(key.low());
    }
    for (int length = 1; length < message.length; length++) {
      assertThat(keys.add(memory.key(Signal.LOGS, message, length))).as("seed %d", seed).isTrue();
      assertThat(keys.add(memory.key(Signal.LOGS, new byte[length], length))).isTrue();
    }
  }

  @Test
  void forgetsWhatWasAnsweredLongAgoAndTheOldestOfTooMany() {
    RepeatMemory memory = memory(3, Duration.ofSeconds(10));
    CompletableFuture<Answer> open = new CompletableFuture<>();
    assertThat(memory.before(key(memory, 0), open)).isEmpty();
    now.addAndGet(60_000);
    assertThat(memory.before(key(memory, 0), answered())).as("not answered yet").isPresent();
    open.complete(ANSWER);
    assertThat(memory.before(key(memory, 0), answered())).as("answered long ago").isEmpty();
    for (int i = 1; i < 4; i++) {
      assertThat(memory.before(key(memory, i), answered())).isEmpty();
    }
    assertThat(memory.before(key(memory, 3), answered())).isPresent();
    assertThat(memory.before(key(memory, 0), answered())).as("the oldest").isEmpty();
  }

  @Test
  void remembersNothingWhenToldSo() {
    RepeatMemory memory = memory(3, Duration.ZERO);
    assertThat(memory.before(key(memory, 1), answered())).isEmpty();
    assertThat(memory.before(key(memory, 1), answered())).isEmpty();
  }

  private RepeatMemory memory(int messagesMax, Duration keep) {
    return new RepeatMemory(
        new RepeatConfig(messagesMax, keep), () -> Instant.ofEpochMilli(now.get()), random);
  }

  private static RepeatMemory.Key key(RepeatMemory memory, int message) {
    return memory.key(Signal.LOGS, new byte[] {(byte) message}, 1);
  }

  private static CompletableFuture<Answer> answered() {
    return CompletableFuture.completedFuture(ANSWER);
  }
}
