package dev.meshscope.aggregator.aggregate;

import dev.meshscope.runtime.Health;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the application is, as Kafka Streams tells it. An exception that reaches the handler is never
 * survived: a thread less is half-dead, and a new one would meet the same record.
 */
final class StreamsHealth implements KafkaStreams.StateListener, StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(StreamsHealth.class);

  private volatile KafkaStreams.State state = KafkaStreams.State.CREATED;
  private volatile boolean hasRun;
  private volatile @Nullable Throwable failure;

  @Override
  public void onChange(KafkaStreams.State now, KafkaStreams.State before) {
    hasRun |= now == KafkaStreams.State.RUNNING;
    state = now;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable cause) {
    log.atError().setCause(cause).log("aggregation failed");
    failure = cause;
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  Health check() {
    Throwable cause = failure;
    if (cause != null) {
      return Health.dead("failed: " + cause);
    }
    return switch (state) {
      case RUNNING -> Health.ready("running");
      case REBALANCING -> hasRun ? Health.ready("rebalancing") : Health.notReady("joining");
      case CREATED -> Health.notReady("reads identities");
      case PENDING_SHUTDOWN, NOT_RUNNING -> Health.notReady("stopped");
      case PENDING_ERROR, ERROR -> Health.dead("Kafka Streams gave up, see the log");
    };
  }
}
