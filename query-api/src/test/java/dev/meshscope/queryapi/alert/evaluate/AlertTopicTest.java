package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.tracked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.Alert;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What is known of the topic, given its records. */
final class AlertTopicTest {
  private final AlertCodec codec = new AlertCodec("t");
  private final AlertTopic topic = new AlertTopic(new Evaluator.Place("127.0.0.1:1", "t"), 2);

  @Test
  void listsInOrder() throws Exception {
    TopicView view = begun();
    take(view, state("b"));
    take(view, state("a"));

    assertThat(services(topic.all())).containsExactly("a", "b");
  }

  @Test
  void listsAgainOnlyWhatHasChanged() throws Exception {
    TopicView view = begun();
    take(view, state("a"));
    List<Alert> before = topic.all();

    take(view, new AlertRecord.Progress("g", at(5)));
    take(view, new AlertRecord.Lead(0));
    assertThat(topic.all()).isSameAs(before);

    take(view, new AlertRecord.State("g", tracked("a").alert().fingerprint(), null));
    assertThat(topic.all()).isEmpty();
  }

  @Test
  void whatWasKnownStaysUntilTheTopicIsReadThroughAgain() throws Exception {
    take(begun(), state("a"));

    TopicView fresh = topic.begin();
    take(fresh, state("b"));
    assertThat(services(topic.all())).containsExactly("a");
    topic.become(fresh, Map.of(0, 1L));

    assertThat(services(topic.all())).containsExactly("b");
  }

  @Test
  void waitsForWhatIsNotTakenYet() throws Exception {
    TopicView view = begun();
    assertThat(topic.awaitTaken(0, 0, Duration.ZERO)).isFalse();

    topic.become(view, Map.of(0, 1L));

    assertThat(topic.awaitTaken(0, 0, Duration.ZERO)).isTrue();
    topic.become(topic.begin(), Map.of()); // there is none any more
    assertThat(topic.partitions()).isEqualTo(1);
  }

  @Test
  void saysWhatIsOneTooMany() throws Exception {
    TopicView view = begun();
    assertThat(take(view, state("a"))).isEmpty();
    assertThat(take(view, state("b"))).isEmpty();

    assertThat(take(view, state("c"))).contains("more than 2 alerts");

    assertThat(topic.all()).hasSize(2);
  }

  private TopicView begun() {
    TopicView view = topic.begin();
    topic.become(view, Map.of(0, 0L));
    return view;
  }

  private String take(TopicView view, AlertRecord record) throws WireFormatException {
    return topic.take(
        view, new ConsumerRecord<>(Topics.ALERTS, 0, 0, codec.key(record), codec.value(record)));
  }

  private static AlertRecord state(String service) {
    Tracked tracked = tracked(service);
    return new AlertRecord.State("g", tracked.alert().fingerprint(), tracked);
  }

  private static List<String> services(List<Alert> alerts) {
    return alerts.stream().map(alert -> alert.labels().get("service")).toList();
  }
}
