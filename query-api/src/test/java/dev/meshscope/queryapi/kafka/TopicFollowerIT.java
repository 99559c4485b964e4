package dev.meshscope.queryapi.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.WireFormatException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Topics of a real broker, followed. */
@Tag("broker")
final class TopicFollowerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static EmbeddedKafka kafka;
  private static Admin admin;

  private final Words words = new Words();
  private String topic;
  private TopicFollower<List<String>> follower;

  @BeforeAll
  static void startBroker(@TempDir Path shared) {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(shared, 0));
    kafka.start();
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    kafka.close();
  }

  @BeforeEach
  void become(TestInfo test) {
    topic = test.getDisplayName().replace("()", "");
    follower = new TopicFollower<>(kafka.bootstrapServers(), topic, words);
  }

  @AfterEach
  void close() {
    follower.close();
  }

  @Test
  void waitsForItsTopic() throws Exception {
    follower.start();
    until(() -> follower.trouble().contains("no topic"));
    assertThat(words.known).isEmpty();
    assertThat(follower.check().isReady()).isTrue();

    create();
    write("one");

    until(() -> words.known.equals(List.of("one")));
    until(() -> follower.trouble().isEmpty());
    until(() -> words.positions.equals(Map.of(0, 1L)));
  }

  @Test
  void knowsNothingUntilItIsReadThrough() throws Exception {
    create();
    write("one", "two", "three");
    follower.start();
    until(() -> follower.trouble().isEmpty());

    assertThat(words.whenItBecame).containsExactly("one", "two", "three");

    write("four");
    until(() -> words.known.size() == 4);
  }

  @Test
  void passesOverWhatItCannotTake() throws Exception {
    create();
    write("unreadable", "too much", "one");
    follower.start();

    until(() -> words.known.equals(List.of("one")));
    until(() -> follower.check().detail().contains("passed over 2 records"));
    assertThat(follower.check().isReady()).isTrue();
  }

  @Test
  void beginsAgainWithAnotherTopicOfThatName() throws Exception {
    create();
    write("one", "two", "three");
    follower.start();
    until(() -> words.known.size() == 3);

    admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    until(() -> !admin.listTopics().names().get().contains(topic));
    create();
    write("other");

    until(() -> words.known.equals(List.of("other")));
  }

  @Test
  void diesWhenItsTakerBreaks() throws Exception {
    create();
    follower.start();
    until(() -> follower.trouble().isEmpty());

    write("broken");

    until(() -> !follower.check().isAlive());
    assertThat(follower.check().detail()).contains(topic, "for a test");
  }

  private void create() throws Exception {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions() // one of that name may just be going
        .until(() -> {
          admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
          return true;
        });
  }

  private void write(String... values) {
    try (Producer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        var _ = producer.send(new ProducerRecord<>(topic, 0, "key", value));
      }
    }
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  /** Takes words, but not all. */
  private static final class Words implements TopicFollower.Taker<List<String>> {
    volatile List<String> known = List.of();
    volatile List<String> whenItBecame = List.of();
    volatile Map<Integer, Long> positions = new ConcurrentHashMap<>();

    @Override
    public List<String> begin() {
      return new CopyOnWriteArrayList<>();
    }

    @Override
    public String take(List<String> view, ConsumerRecord<byte[], byte[]> record)
        throws WireFormatException {
      String word = new String(record.value(), UTF_8);
      switch (word) {
        case "unreadable" -> throw new WireFormatException("for a test");
        case "broken" -> throw new IllegalStateException("for a test");
        case "too much" -> {
          return "for a test";
        }
        default -> view.add(word);
      }
      return "";
    }

    @Override
    public void become(List<String> view, Map<Integer, Long> now) {
      if (whenItBecame.isEmpty()) {
        whenItBecame = List.copyOf(view);
      }
      known = view;
      positions = now;
    }
  }
}
