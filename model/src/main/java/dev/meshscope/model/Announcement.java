package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * A node says: this address is this workload since then. Topic {@code identities} is compacted by
 * the key; a key without value takes the announcement back.
 *
 * @param key which address of which node since when
 * @param workload who it is
 * @param serviceAccount the Kubernetes service account, empty when unknown
 */
public record Announcement(Key key, Workload workload, String serviceAccount) {
  public Announcement {
    requireNonNull(key);
    requireNonNull(workload);
    requireNonNull(serviceAccount);
  }

  /**
   * What is announced.
   *
   * @param tenant whose mesh
   * @param address IP address without port
   * @param nodeId the node that announced it
   * @param sinceMicros from when on it holds, microseconds since the epoch; for all earlier time
   *     too if no other node ever had the address
   */
  public record Key(String tenant, String address, String nodeId, long sinceMicros) {
    public Key {
      requireNonNull(tenant);
      requireNonNull(address);
      requireNonNull(nodeId);
    }
  }
}
