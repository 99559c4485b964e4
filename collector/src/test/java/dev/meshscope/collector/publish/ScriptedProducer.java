package dev.meshscope.collector.publish;

import java.time.Duration;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's own stand-in for a producer, which answers as a test says, in the order of the sends. On
 * closing it fails what it still holds, as the real one does.
 */
final class ScriptedProducer extends MockProducer<byte[], byte[]> {
  ScriptedProducer() {
    super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void close(Duration timeout) {
    super.close(timeout);
    boolean isHolding = true;
    while (isHolding) {
      isHolding = errorNext(new KafkaException("closed forcefully"));
    }
  }
}
