package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Party;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the series of edges as of a time: by what the mesh announced, and for ends that nobody
 * announced by what the platform knows.
 */
final class EdgeResolver {
  private final PeerLookup peers;
  private final @Nullable PlatformTimeline platforms;

  /**
   * @param peers of the edges' tenant
   * @param platforms of that tenant, null when nothing is known
   */
  EdgeResolver(PeerLookup peers, @Nullable PlatformTimeline platforms) {
    this.peers = peers;
    this.platforms = platforms;
  }

  /** The series that a request which ended then counts under. */
  EdgeSeries resolve(EdgeReference edge, long micros) {
    EdgeSeries announced = announced(edge, micros);
    if (platforms == null) {
      return announced;
    }
    EdgeKey key = new Borders(platforms.at(micros)).key(edge, announced.key());
    return new EdgeSeries(key, announced.reporter(), announced.details());
  }

  /** The ends that an announcement could name which is not there yet. */
  List<Party.ByAddress> awaited(EdgeReference edge, long micros) {
    List<Party.ByAddress> awaited = new ArrayList<>(2);
    if (edge.source() instanceof Party.ByAddress caller
        && isUnannounced(caller, micros)
        && !isCallerOutside(edge, caller, micros)) {
      awaited.add(caller);
    }
    if (edge.destination() instanceof Party.ByAddress callee
        && isUnannounced(callee, micros)
        && !isCalleeOutside(edge, callee, micros)) {
      awaited.add(callee);
    }
    return awaited;
  }

  /** Whether the answers for that edge are the same at both times and between. */
  boolean isSteady(EdgeReference edge, long fromMicros, long throughMicros) {
    return peers.isSteady(edge.source(), fromMicros, throughMicros)
        && peers.isSteady(edge.destination(), fromMicros, throughMicros)
        && (platforms == null || platforms.isSteady(fromMicros, throughMicros));
  }

  private boolean isUnannounced(Party.ByAddress party, long micros) {
    return party.waits() && peers.isUnannounced(party, micros);
  }

  private boolean isCallerOutside(EdgeReference edge, Party.ByAddress caller, long micros) {
    return platforms != null
        && new Borders(platforms.at(micros))
            .isCallerOutside(announced(edge, micros).key(), caller.address());
  }

  private boolean isCalleeOutside(EdgeReference edge, Party.ByAddress callee, long micros) {
    return platforms != null
        && new Borders(platforms.at(micros))
            .isCalleeOutside(announced(edge, micros).key(), callee.address());
  }

  private EdgeSeries announced(EdgeReference edge, long micros) {
    return edge.resolve(party -> peers.announced(party, micros));
  }
}
