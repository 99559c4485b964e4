package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.store.StoredTraffic;
import dev.meshscope.model.Topics;
import dev.meshscope.storage.schema.TrafficTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;

/**
 * What is on disk after a run.
 *
 * @param requestBytes of topic {@code requests}, for each report
 * @param deltaBytes of topic {@code edge-deltas}, for each report
 * @param rows of each table, merged
 * @param rowBytes of a row of each table, merged
 */
record WholeFootprint(
    double requestBytes,
    double deltaBytes,
    Map<TrafficTable, Long> rows,
    Map<TrafficTable, Double> rowBytes) {
  WholeFootprint {
    rows = Map.copyOf(rows);
    rowBytes = Map.copyOf(rowBytes);
  }

  /** Looks at broker and engine. */
  static WholeFootprint of(StandaloneProcess standalone, long reports) throws Exception {
    Map<TrafficTable, Long> rows = new EnumMap<>(TrafficTable.class);
    Map<TrafficTable, Double> rowBytes = new EnumMap<>(TrafficTable.class);
    try (StoredTraffic stored = new StoredTraffic(standalone.clickHouse());
        Admin admin =
            Admin.create(
                Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, standalone.bootstrapServers()))) {
      for (TrafficTable table : TrafficTable.values()) {
        rowBytes.put(table, stored.bytesPerRow(table));
        rows.put(table, stored.rows(table));
      }
      double requests = bytes(admin, Topics.REQUESTS);
      double deltas = bytes(admin, Topics.EDGE_DELTAS);
      return new WholeFootprint(requests / reports, deltas / reports, rows, rowBytes);
    }
  }

  private static long bytes(Admin admin, String topic) throws Exception {
    List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
    return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
        .flatMap(ofBroker -> ofBroker.values().stream())
        .map(LogDirDescription::replicaInfos)
        .flatMap(replicas -> replicas.entrySet().stream())
        .filter(replica -> replica.getKey().topic().equals(topic))
        .map(Map.Entry::getValue)
        .mapToLong(ReplicaInfo::size)
        .sum();
  }
}
