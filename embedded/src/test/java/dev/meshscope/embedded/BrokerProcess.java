package dev.meshscope.embedded;

import java.nio.file.Path;

/** A process that is a broker, to be killed. */
final class BrokerProcess {

  static final String READY = "bootstrap ";

  private BrokerProcess() {}

  public static void main(String[] args) throws InterruptedException {
    EmbeddedKafka kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(Path.of(args[0]), 0));
    kafka.start();
    System.out.println(READY + kafka.bootstrapServers());
    Thread.currentThread().join();
  }
}
