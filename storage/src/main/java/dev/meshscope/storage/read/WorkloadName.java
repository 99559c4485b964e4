package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;

/**
 * A workload without its versions.
 *
 * @param cluster the Kubernetes cluster's id
 * @param namespace its namespace
 * @param name its name
 */
public record WorkloadName(String cluster, String namespace, String name) {
  public WorkloadName {
    requireNonNull(cluster);
    requireNonNull(namespace);
    requireNonNull(name);
  }

  static WorkloadName read(Rows rows) throws SQLException {
    return new WorkloadName(rows.text(), rows.text(), rows.text());
  }
}
