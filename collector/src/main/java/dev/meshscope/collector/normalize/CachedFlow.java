package dev.meshscope.collector.normalize;

import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Party;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.Workload;

/**
 * A flow of one stream and its place in the batch that the stream writes to. Touched by the
 * stream's owner only.
 */
final class CachedFlow {
  private static final int EDGE_BYTES = 128;

  private final Flow flow;
  private final boolean isOfCalled;
  private final int bytes;
  private long generation = -1;
  private int index;

  CachedFlow(Flow flow) {
    this.flow = flow;
    isOfCalled = flow.edges().getFirst().reporter() != Reporter.SOURCE;
    bytes = flow.edges().stream().mapToInt(CachedFlow::bytes).sum();
  }

  Flow flow() {
    return flow;
  }

  /** Whether the reporter was called: the first edge is not seen from its source. */
  boolean isOfCalled() {
    return isOfCalled;
  }

  /** About how long it is in a batch. */
  int bytes() {
    return bytes;
  }

  boolean isIn(long batchGeneration) {
    return generation == batchGeneration;
  }

  int index() {
    return index;
  }

  void place(long batchGeneration, int newIndex) {
    generation = batchGeneration;
    index = newIndex;
  }

  private static int bytes(EdgeReference edge) {
    return EDGE_BYTES
        + bytes(edge.source())
        + bytes(edge.destination())
        + edge.service().name().length()
        + edge.details().host().length()
        + edge.details().sourcePrincipal().length()
        + edge.details().destinationPrincipal().length();
  }

  private static int bytes(Party party) {
    Workload workload =
        switch (party) {
          case Party.Known known -> known.workload();
          case Party.ByAddress byAddress -> byAddress.otherwise();
        };
    return workload.name().length()
        + workload.namespace().length()
        + workload.version().length()
        + workload.cluster().length()
        + workload.canonicalService().length();
  }
}
