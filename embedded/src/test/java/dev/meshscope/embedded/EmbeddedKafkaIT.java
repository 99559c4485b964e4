package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real broker, driven by Kafka's own clients. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedKafkaIT {

  private Path directory;
  private EmbeddedKafka kafka;
  private KafkaClients clients;

  @BeforeAll
  void start(@TempDir Path shared) {
    directory = shared;
    restart();
  }

  private void restart() {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), 0));
    kafka.start();
    clients = new KafkaClients(kafka.bootstrapServers());
  }

  @AfterAll
  void stop() {
    kafka.close();
  }

  @Test
  void keepsTopicsAndRecordsAndItsPortOverARestart() throws Exception {
    clients.createTopic("kept");
    clients.send("kept", "a", "b");
    String address = kafka.bootstrapServers();
    kafka.close();

    restart();

    assertThat(kafka.bootstrapServers()).isEqualTo(address);
    clients.send("kept", "c");
    assertThat(clients.committed("kept")).containsExactly("a", "b", "c");
  }

  @Test
  void commitsAndAbortsTransactions() throws Exception {
    clients.createTopic("transactions");
    try (KafkaProducer<String, String> producer =
        clients.producer(Map.of("transactional.id", "t1"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", "kept")).get(30, TimeUnit.SECONDS);
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", "dropped")).get(30, TimeUnit.SECONDS);
      producer.abortTransaction();
    }
    assertThat(clients.committed("transactions")).containsExactly("kept");
  }

  @Test
  void abortsATransactionThatItsOwnerLeftOpen() throws Exception {
    clients.createTopic("abandoned");
    KafkaProducer<String, String> owner =
        clients.producer(Map.of("transactional.id", "t2", "transaction.timeout.ms", 1000));
    owner.initTransactions();
    owner.beginTransaction();
    owner.send(new ProducerRecord<>("abandoned", "never")).get(30, TimeUnit.SECONDS);
    clients.send("abandoned", "after");

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(clients.committed("abandoned")).containsExactly("after"));
    owner.close(Duration.ZERO);
  }

  @Test
  void doesNotCreateATopicThatNobodyMade() {
    try (KafkaProducer<String, String> producer = clients.producer(Map.of("max.block.ms", 3000))) {
      assertThatThrownBy(
              () -> producer.send(new ProducerRecord<>("typo", "x")).get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void saysWhoHoldsThePort() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(Ports.loopback(), 0));
      EmbeddedKafka second =
          new EmbeddedKafka(
              EmbeddedKafkaConfig.of(directory.resolve("second"), taken.getLocalPort()));
      assertThatThrownBy(second::start)
          .isInstanceOf(EmbeddedStartException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
      second.close();
    }
  }

  @Test
  void refusesADirectoryInUse() {
    EmbeddedKafka second =
        new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("broker"), 0));
    assertThatThrownBy(second::start)
        .isInstanceOf(EmbeddedStartException.class)
        .hasMessageContaining("in use by another process");
  }

  @Test
  void refusesADirectoryThatIsAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    EmbeddedKafka second = new EmbeddedKafka(EmbeddedKafkaConfig.of(file, 0));
    assertThatThrownBy(second::start)
        .isInstanceOf(EmbeddedStartException.class)
        .hasMessageContaining("must be a directory that this user can read and write");
  }

  @Test
  void keepsAcknowledgedRecordsWhenItIsKilled() throws Exception {
    Path killed = directory.resolve("killed");
    Process process = ChildJvm.start(BrokerProcess.class, killed.toString());
    try {
      KafkaClients first = new KafkaClients(ChildJvm.awaitLine(process, BrokerProcess.READY));
      first.createTopic("acknowledged");
      first.send("acknowledged", "a", "b");
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    try (EmbeddedKafka again = new EmbeddedKafka(EmbeddedKafkaConfig.of(killed, 0))) {
      again.start();
      KafkaClients second = new KafkaClients(again.bootstrapServers());
      second.send("acknowledged", "c");
      assertThat(second.committed("acknowledged")).containsExactly("a", "b", "c");
    }
  }

  @Test
  void saysWhetherItTakesConnections() {
    assertThat(kafka.check()).isEmpty();
    EmbeddedKafka other = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("other"), 0));
    assertThat(other.check()).contains("the Kafka broker is not running");
  }

  @Test
  void givesUpWhenTheStartTakesTooLong() {
    Path slow = directory.resolve("slow");
    EmbeddedKafkaConfig hurried =
        new EmbeddedKafkaConfig(slow, 0, 8 << 20, Duration.ofMillis(1), Duration.ofSeconds(30));
    EmbeddedKafka impatient = new EmbeddedKafka(hurried);
    assertThatThrownBy(impatient::start)
        .isInstanceOf(EmbeddedStartException.class)
        .hasMessageContaining("took longer than 1 ms to start");
  }

  @Test
  void formatsADirectoryOnce() throws Exception {
    Path meta = directory.resolve("broker/log/meta.properties");
    List<String> before = Files.readAllLines(meta);
    kafka.close();
    restart();
    assertThat(Files.readAllLines(meta)).isEqualTo(before);
  }
}
