package dev.meshscope.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The settings of a one-node KRaft cluster that idles cheaply (names and meanings: Kafka 4.3
 * documentation, "Broker Configs").
 */
final class BrokerProperties {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private BrokerProperties() {}

  static Properties of(EmbeddedKafkaConfig config, Path logDirectory, BrokerPorts ports) {
    Properties properties = new Properties();
    properties.putAll(identity(logDirectory, ports));
    properties.putAll(oneNode());
    properties.putAll(small());
    properties.put("message.max.bytes", Integer.toString(config.messageBytesMax()));
    properties.put("replica.fetch.max.bytes", Integer.toString(config.messageBytesMax()));
    properties.put("socket.request.max.bytes", Integer.toString(2 * config.messageBytesMax()));
    return properties;
  }

  private static Map<String, String> identity(Path logDirectory, BrokerPorts ports) {
    String broker = "127.0.0.1:" + ports.broker();
    String controller = "127.0.0.1:" + ports.controller();
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(NODE_ID),
        "controller.quorum.voters",
        NODE_ID + "@" + controller,
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "listeners",
        "PLAINTEXT://" + broker + "," + CONTROLLER_LISTENER + "://" + controller,
        "advertised.listeners",
        "PLAINTEXT://" + broker,
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name",
        "PLAINTEXT",
        "log.dirs",
        logDirectory.toString());
  }

  /** One copy of everything; groups and transactions do not wait for members that cannot come. */
  private static Map<String, String> oneNode() {
    return Map.ofEntries(
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        // Ten years: a machine that was off for a week (the default) must find where it was. Groups
        // are few here, and what they say is compacted.
        Map.entry("offsets.retention.minutes", "5256000"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        // After a kill the controller takes the broker back only when the session of the killed one
        // has ended (default 9 s); a shorter one would end whenever the machine is busy.
        Map.entry("broker.session.timeout.ms", "5000"),
        Map.entry("broker.heartbeat.interval.ms", "1000"),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
        // How long the broker itself waits for the markers of a producer's last transaction before
        // it refuses the next one (default 100 ms, too short for a machine that is just starting).
        Map.entry("add.partitions.to.txn.retry.backoff.max.ms", "2000"),
        // A dead transaction blocks read_committed readers until this task aborts it.
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));
  }

  /** Few threads and small buffers: one machine's traffic, and an idle cost near nothing. */
  private static Map<String, String> small() {
    return Map.ofEntries(
        // No record twice a second only to show followers, of which there are none, a live leader.
        Map.entry("metadata.max.idle.interval.ms", "0"),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("num.replica.fetchers", "1"),
        Map.entry("num.recovery.threads.per.data.dir", "2"),
        Map.entry("background.threads", "2"),
        Map.entry("log.cleaner.threads", "1"),
        Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
        Map.entry("log.cleaner.io.buffer.size", "65536"),
        Map.entry("offsets.load.buffer.size", "1048576"),
        Map.entry("transaction.state.log.load.buffer.size", "1048576"),
        Map.entry("transaction.state.log.segment.bytes", "16777216"),
        Map.entry("offsets.topic.segment.bytes", "16777216"),
        Map.entry("log.segment.bytes", "134217728"),
        Map.entry("queued.max.requests", "200"));
  }
}
