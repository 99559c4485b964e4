package dev.meshscope.collector.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.ReporterEvent.Kind;
import dev.meshscope.model.Topics;
import dev.meshscope.model.Workload;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Which nodes have a stream open here, and the signs of life to tell of them. */
final class NodeRegistry {
  private final String tenant;
  private final String collector;
  private final int nodesMax;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Open> nodes = new HashMap<>();

  NodeRegistry(String tenant, String collector, int nodesMax, InstantSource clock) {
    this.tenant = tenant;
    this.collector = collector;
    this.nodesMax = nodesMax;
    this.clock = clock;
  }

  /** A stream of that node opened; what to say if it is its first. */
  Optional<ProducerRecord<byte[], byte[]>> opened(ReportingNode node) {
    lock.lock();
    try {
      Open before = nodes.get(node.id());
      if (node.id().isEmpty() || (before == null && nodes.size() >= nodesMax)) {
        return Optional.empty();
      }
      int streams = before == null ? 0 : before.streams();
      nodes.put(node.id(), new Open(node.workload(), streams + 1));
      return before == null
          ? Optional.of(record(node.id(), node.workload(), Kind.OPENED))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** A stream of that node closed; what to say if it was its last. */
  Optional<ProducerRecord<byte[], byte[]>> closed(ReportingNode node) {
    lock.lock();
    try {
      Open open = nodes.get(node.id());
      if (open == null) {
        return Optional.empty();
      }
      if (open.streams() > 1) {
        nodes.put(node.id(), new Open(open.workload(), open.streams() - 1));
        return Optional.empty();
      }
      nodes.remove(node.id());
      return Optional.of(record(node.id(), open.workload(), Kind.CLOSED));
    } finally {
      lock.unlock();
    }
  }

  /** What to say of all nodes with an open stream. */
  List<ProducerRecord<byte[], byte[]>> alive() {
    return all(Kind.ALIVE);
  }

  /** What to say of all nodes when this collector goes. */
  List<ProducerRecord<byte[], byte[]>> allClosed() {
    lock.lock();
    try {
      List<ProducerRecord<byte[], byte[]>> records = all(Kind.CLOSED);
      nodes.clear();
      return records;
    } finally {
      lock.unlock();
    }
  }

  /** How many nodes have a stream open. */
  int size() {
    lock.lock();
    try {
      return nodes.size();
    } finally {
      lock.unlock();
    }
  }

  private List<ProducerRecord<byte[], byte[]>> all(Kind kind) {
    lock.lock();
    try {
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(nodes.size());
      nodes.forEach((id, open) -> records.add(record(id, open.workload(), kind)));
      return records;
    } finally {
      lock.unlock();
    }
  }

  private ProducerRecord<byte[], byte[]> record(String nodeId, Workload workload, Kind kind) {
    ReporterEvent event =
        new ReporterEvent(tenant, nodeId, collector, kind, Lane.micros(clock), workload);
    return new ProducerRecord<>(
        Topics.REPORTERS, nodeId.getBytes(UTF_8), IdentityCodec.encode(event));
  }

  /** A node with open streams. */
  private record Open(Workload workload, int streams) {}
}
