package dev.meshscope.collector.publish;

import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.model.Announcement;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.Workload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Says which addresses a node has. A stream of a node whose addresses were announced a short while
 * ago, as the same workload and for an earlier time, is not worth saying it again.
 */
final class Announcer {
  private static final Duration REPEAT_AFTER = Duration.ofMinutes(10);
  private static final int REMEMBERED_MAX = 65_536;

  private final String tenant;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Said> said =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  Announcer(String tenant, InstantSource clock) {
    this.tenant = tenant;
    this.clock = clock;
  }

  /**
   * What a stream of that node has to announce.
   *
   * @param sinceMicros from when on, microseconds since the epoch
   */
  List<ProducerRecord<byte[], byte[]>> records(ReportingNode node, long sinceMicros) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    if (!node.isKnown()) {
      return records;
    }
    for (String address : node.addresses()) {
      if (isNews(address, node, sinceMicros)) {
        records.add(record(address, node, sinceMicros));
      }
    }
    return records;
  }

  private ProducerRecord<byte[], byte[]> record(
      String address, ReportingNode node, long sinceMicros) {
    Announcement.Key key = new Announcement.Key(tenant, address, node.id(), sinceMicros);
    return new ProducerRecord<>(
        Topics.IDENTITIES,
        IdentityCodec.encodeKey(key),
        IdentityCodec.encodeValue(new Announcement(key, node.workload(), node.serviceAccount())));
  }

  private boolean isNews(String address, ReportingNode node, long sinceMicros) {
    long now = clock.millis();
    lock.lock();
    try {
      Said before = said.get(address);
      boolean isKnown =
          before != null
              && before.nodeId().equals(node.id())
              && before.workload().equals(node.workload())
              && before.sinceMicros() <= sinceMicros
              && now - before.atMillis() < REPEAT_AFTER.toMillis();
      if (!isKnown) {
        said.put(address, new Said(node.id(), node.workload(), sinceMicros, now));
      }
      return !isKnown;
    } finally {
      lock.unlock();
    }
  }

  /** The last announcement of an address. */
  private record Said(String nodeId, Workload workload, long sinceMicros, long atMillis) {}
}
