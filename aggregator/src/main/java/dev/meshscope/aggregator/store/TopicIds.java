package dev.meshscope.aggregator.store;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks Kafka which topic bears a name now. */
record TopicIds(Admin admin) {
  /**
   * The topic's UUID.
   *
   * @throws KafkaException when Kafka is away or there is no such topic
   */
  Uuid id(String topic) {
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      return Objects.requireNonNull(description).topicId();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka
          ? kafka
          : new TimeoutException("cannot describe topic " + topic, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e); // sets the flag again
    }
  }
}
