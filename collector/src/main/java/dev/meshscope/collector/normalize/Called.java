package dev.meshscope.collector.normalize;

import dev.meshscope.model.ServiceName;

/**
 * What a request was meant for.
 *
 * @param cluster the chosen cluster, else the route's; none when nothing says
 * @param service the called service
 * @param host the called host without port, empty when unknown
 * @param port the called port, 0 when unknown
 */
record Called(ClusterName cluster, ServiceName service, String host, int port) {

  /** Whether it is a service of the mesh, by its name. */
  boolean isInMesh() {
    return !service.namespace().isEmpty();
  }
}
