package dev.meshscope.testkit.simulate;

import java.util.List;

/**
 * What is simulated.
 *
 * @param copies copies of Bookinfo, each in a namespace of its own; 1 to 10000
 * @param workers worker threads of each proxy; each has a stream of its own
 * @param peerMetadata generations that the proxies take turns in
 */
public record MeshShape(int copies, int workers, List<PeerMetadata> peerMetadata) {
  private static final int WORKERS_MAX = 128;

  public MeshShape {
    peerMetadata = List.copyOf(peerMetadata);
    if (copies < 1 || copies > SimulatedBookinfo.COPIES_MAX) {
      throw new IllegalArgumentException("copies: 1 to " + SimulatedBookinfo.COPIES_MAX);
    }
    if (workers < 1 || workers > WORKERS_MAX || peerMetadata.isEmpty()) {
      throw new IllegalArgumentException("workers: 1 to " + WORKERS_MAX + "; some peer metadata");
    }
  }

  /** Copies with two workers each and proxies of every generation. */
  public static MeshShape ofCopies(int copies) {
    return new MeshShape(copies, 2, List.of(PeerMetadata.values()));
  }
}
