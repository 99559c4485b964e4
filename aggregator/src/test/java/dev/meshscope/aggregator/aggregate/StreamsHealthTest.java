package dev.meshscope.aggregator.aggregate;

import static org.apache.kafka.streams.KafkaStreams.State.CREATED;
import static org.apache.kafka.streams.KafkaStreams.State.ERROR;
import static org.apache.kafka.streams.KafkaStreams.State.PENDING_ERROR;
import static org.apache.kafka.streams.KafkaStreams.State.PENDING_SHUTDOWN;
import static org.apache.kafka.streams.KafkaStreams.State.REBALANCING;
import static org.apache.kafka.streams.KafkaStreams.State.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.runtime.Health;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class StreamsHealthTest {
  private final StreamsHealth health = new StreamsHealth();

  @Test
  void isReadyOnceItRan() {
    assertThat(health.check().state()).isEqualTo(Health.State.NOT_READY);
    become(CREATED, REBALANCING);
    assertThat(health.check().state()).isEqualTo(Health.State.NOT_READY);
    become(REBALANCING, RUNNING);
    assertThat(health.check().state()).isEqualTo(Health.State.READY);
  }

  @Test
  void staysReadyWhileOthersJoin() {
    become(REBALANCING, RUNNING);
    become(RUNNING, REBALANCING);

    assertThat(health.check().state()).isEqualTo(Health.State.READY);
  }

  @Test
  void isDeadAfterAnException() {
    become(REBALANCING, RUNNING);

    assertThat(health.handle(new IllegalStateException("damaged")))
        .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);

    assertThat(health.check().state()).isEqualTo(Health.State.DEAD);
    assertThat(health.check().detail()).contains("damaged");
  }

  @Test
  void isDeadWhenStreamsGaveUp() {
    become(RUNNING, PENDING_ERROR);
    assertThat(health.check().isAlive()).isFalse();
    become(PENDING_ERROR, ERROR);
    assertThat(health.check().isAlive()).isFalse();
  }

  @Test
  void isAliveWhileItStops() {
    become(RUNNING, PENDING_SHUTDOWN);

    assertThat(health.check().state()).isEqualTo(Health.State.NOT_READY);
  }

  private void become(KafkaStreams.State before, KafkaStreams.State now) {
    health.onChange(now, before);
  }
}
