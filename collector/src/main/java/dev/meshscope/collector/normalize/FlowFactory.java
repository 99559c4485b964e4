package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.ClusterName.Kind;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.TrafficClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which edges an entry adds to: the slow part, done once for what repeats. One owner, not
 * thread-safe.
 *
 * <p>A sidecar's entry is one edge, to it or from it; a waypoint's is one edge between two others;
 * a gateway's is the edge to it and, if a cluster had been chosen, the edge from it.
 */
final class FlowFactory {
  private final ReportingNode node;
  private final Hosts hosts;
  private final Mirrors mirrors;
  private final CalledResolver calledResolver;
  private final EdgeFactory edgeFactory;

  FlowFactory(ReportingNode node, Hosts hosts, Peers peers, Mirrors mirrors) {
    this.node = node;
    this.hosts = hosts;
    this.mirrors = mirrors;
    calledResolver = new CalledResolver(node);
    edgeFactory = new EdgeFactory(node, peers);
  }

  /** The flow of an entry with these traits. */
  Flow flow(ProtocolEntry entry, long traits) {
    ClusterName cluster = CalledResolver.cluster(entry);
    String authority = entry.string(ProtocolEntry.AUTHORITY);
    Context context =
        new Context(
            entry,
            traits,
            protocol(traits),
            trafficClass(entry, traits, cluster, authority),
            hosts.admit(authority));
    List<EdgeReference> edges = new ArrayList<>(2);
    switch (node.role()) {
      case SIDECAR -> {
        boolean isInbound = Direction.isInbound(node, entry, traits);
        edges.add(isInbound ? edgeFactory.toNode(context) : fromNode(context, cluster));
      }
      case GATEWAY, INGRESS -> {
        edges.add(edgeFactory.toNode(context));
        if (Traits.isChosen(traits)) {
          edges.add(fromNode(context, cluster));
        }
      }
      case WAYPOINT -> edges.add(edgeFactory.through(context, called(context, cluster)));
    }
    return new Flow(edges);
  }

  private EdgeReference fromNode(Context context, ClusterName cluster) {
    return edgeFactory.fromNode(context, called(context, cluster));
  }

  private Called called(Context context, ClusterName cluster) {
    return calledResolver.called(context.entry(), context.traits(), cluster, context.host());
  }

  private static Protocol protocol(long traits) {
    if (Traits.isTcp(traits)) {
      return Protocol.TCP;
    }
    return Traits.isGrpc(traits) ? Protocol.GRPC : Protocol.HTTP;
  }

  /** One class per report; the first that fits, because noise is noise even when it fails. */
  private TrafficClass trafficClass(
      ProtocolEntry entry, long traits, ClusterName cluster, String authority) {
    if (Traits.isProbe(traits) || cluster.kind() == Kind.STATISTICS) {
      return TrafficClass.PROBE;
    }
    if (Traits.isInternal(traits) || cluster.kind() == Kind.INTERNAL) {
      return TrafficClass.INTERNAL;
    }
    if (Hosts.isShadow(authority) || isMirror(entry, traits, authority)) {
      return TrafficClass.MIRROR;
    }
    return Traits.isFault(traits) ? TrafficClass.FAULT_INJECTED : TrafficClass.LIVE;
  }

  private boolean isMirror(ProtocolEntry entry, long traits, String authority) {
    return node.role() == ReportingNode.Role.SIDECAR
        && mirrors.has(node.workload(), Addresses.host(authority))
        && Direction.isInbound(node, entry, traits);
  }

  /**
   * What all edges of one flow have in common.
   *
   * @param entry the entry that the flow is made of
   * @param traits its {@link Traits}
   * @param protocol what it speaks
   * @param trafficClass what kind of request it is
   * @param host host of the authority, within the limits
   */
  record Context(
      ProtocolEntry entry,
      long traits,
      Protocol protocol,
      TrafficClass trafficClass,
      String host) {}
}
