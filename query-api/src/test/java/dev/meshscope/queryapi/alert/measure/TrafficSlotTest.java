package dev.meshscope.queryapi.alert.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.ServiceName;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.TrafficScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often the tables are read for one window. */
final class TrafficSlotTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration KEPT = Duration.ofSeconds(5);

  private final List<String> reads = new ArrayList<>();

  @Test
  void sameQuestionIsReadOnceUntilItIsTooOld() throws Exception {
    TrafficSlot slot = new TrafficSlot(KEPT, false);
    ask(slot, service(1), false, NOW);
    ask(slot, service(1), false, NOW.plus(KEPT));
    assertThat(reads).hasSize(1);
    ask(slot, service(1), false, NOW.plus(KEPT).plusMillis(1));
    assertThat(reads).hasSize(2);
  }

  @Test
  void answerWithDurationsServesWhoNeedsNone() throws Exception {
    TrafficSlot slot = new TrafficSlot(KEPT, false);
    ask(slot, service(1), false, NOW);
    ask(slot, service(1), true, NOW);
    ask(slot, service(1), false, NOW);
    assertThat(reads).hasSize(2);
  }

  @Test
  void manyPartsAreReadTogether() throws Exception {
    TrafficSlot slot = new TrafficSlot(KEPT, false);
    for (int i = 0; i < 100; i++) {
      ask(slot, service(i), false, NOW);
    }
    assertThat(reads).hasSize(33);
    assertThat(reads.getLast()).isEqualTo("true");
    assertThat(slot.wasAskedForMany()).isTrue();
  }

  @Test
  void manyPartsThatAreExpectedAreReadTogetherAtOnce() throws Exception {
    TrafficSlot slot = new TrafficSlot(KEPT, true);
    ask(slot, service(1), false, NOW);
    ask(slot, service(2), false, NOW);
    assertThat(reads).containsExactly("true");
    assertThat(slot.wasAskedForMany()).isFalse();
  }

  private void ask(TrafficSlot slot, TrafficScope scope, boolean withLatency, Instant now)
      throws ReadException {
    slot.rows(
        scope,
        withLatency,
        now,
        (read, latency) -> {
          reads.add(read.condition());
          return List.of();
        });
  }

  private static TrafficScope service(int number) {
    return new TrafficScope.Callers(new ServiceName("shop", "s" + number));
  }
}
