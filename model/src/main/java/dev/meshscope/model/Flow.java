package dev.meshscope.model;

import java.util.List;

/**
 * Everything about a report that repeats: the edges that it adds to. A sidecar's report adds to one
 * edge; a gateway's to the edge it was called on and, once it chose a cluster, the edge it called.
 *
 * @param edges one or two edges
 */
public record Flow(List<EdgeReference> edges) {
  private static final int EDGES_MAX = 2;

  public Flow {
    edges = List.copyOf(edges);
    if (edges.isEmpty() || edges.size() > EDGES_MAX) {
      throw new IllegalArgumentException("a flow has one or two edges, not " + edges.size());
    }
  }
}
