package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.ClusterName.Kind;
import dev.meshscope.collector.normalize.FlowFactory.Context;
import dev.meshscope.collector.normalize.ReportingNode.Role;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Party;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import java.util.Optional;

/**
 * Makes single edges. A peer is, in this order: whom the exchanged metadata names; whoever had the
 * address, looked up later; the SPIFFE id; the address; unknown.
 */
final class EdgeFactory {
  private static final int REDIRECTED_PORT = 15006;

  /** All that come in from outside are one node per entry. */
  private static final Workload CLIENT = Workload.external("client");

  private final ReportingNode node;
  private final Peers peers;

  EdgeFactory(ReportingNode node, Peers peers) {
    this.node = node;
    this.peers = peers;
  }

  /** Somebody → node, as the node saw it. */
  EdgeReference toNode(Context context) {
    ProtocolEntry entry = context.entry();
    ClusterName named = ClusterName.ofSni(entry.string(ProtocolEntry.SNI));
    Source source = source(context, node.role());
    return new EdgeReference(
        Reporter.DESTINATION,
        source.party(),
        new Party.Known(node.workload()),
        named.kind() == Kind.NONE ? ownService() : ServiceName.ofHost(named.host()),
        traits(context, source.entry(), Exit.NONE),
        new EdgeDetails(
            named.port() == 0 ? ownPort(context) : named.port(),
            named.subset(),
            context.host(),
            source.principal(),
            entry.string(ProtocolEntry.LOCAL_SAN),
            security(context)));
  }

  /** Node → somebody, as the node saw it. */
  EdgeReference fromNode(Context context, Called called) {
    ProtocolEntry entry = context.entry();
    Optional<Peer> peer = peers.callee(entry);
    return new EdgeReference(
        Reporter.SOURCE,
        new Party.Known(node.workload()),
        destination(context, called, peer),
        called.service(),
        traits(context, Entry.NONE, exit(called, peer)),
        new EdgeDetails(
            called.port(),
            called.cluster().subset(),
            context.host(),
            Spiffe.first(entry.string(ProtocolEntry.UPSTREAM_LOCAL_SAN)),
            upstreamPrincipal(entry, peer),
            upstreamSecurity(entry)));
  }

  /** Somebody → somebody else, as the node in between saw it. */
  EdgeReference through(Context context, Called called) {
    Optional<Peer> callee = peers.callee(context.entry());
    Source source = source(context, Role.SIDECAR);
    return new EdgeReference(
        Reporter.WAYPOINT,
        source.party(),
        destination(context, called, callee),
        called.service(),
        traits(context, source.entry(), exit(called, callee)),
        new EdgeDetails(
            called.port(),
            called.cluster().subset(),
            context.host(),
            source.principal(),
            upstreamPrincipal(context.entry(), callee),
            security(context)));
  }

  private Source source(Context context, Role role) {
    ProtocolEntry entry = context.entry();
    String shown = entry.string(ProtocolEntry.PEER_SAN);
    String id = shown.isEmpty() ? peers.principal(entry) : shown;
    Optional<Peer> peer = peers.caller(entry);
    if (peer.isPresent()) {
      String told = peer.get().principal();
      Party known = new Party.Known(peer.get().workload());
      return new Source(known, Entry.NONE, id.isEmpty() ? told : id);
    }
    String address = Addresses.canonical(entry.string(ProtocolEntry.PEER_ADDRESS));
    Party.Principal principal = Spiffe.principal(id);
    boolean isProven = !principal.equals(Party.Principal.NONE);
    if (role.isEdge()) {
      Entry entered = role == Role.INGRESS ? Entry.INGRESS : Entry.GATEWAY;
      return new Source(party(address, principal, CLIENT, false), entered, id);
    }
    Workload otherwise = Workload.UNKNOWN;
    if (isProven) {
      otherwise = Spiffe.workload(principal);
    } else if (!address.isEmpty()) {
      otherwise = Workload.ofAddress(address);
    }
    Entry from = isProven ? Entry.NONE : Entry.UNKNOWN;
    return new Source(party(address, principal, otherwise, true), from, id);
  }

  private Party destination(Context context, Called called, Optional<Peer> peer) {
    if (peer.isPresent()) {
      return new Party.Known(peer.get().workload());
    }
    String text = context.entry().string(ProtocolEntry.UPSTREAM_ADDRESS);
    String host = Traits.isEndpoint(context.traits()) ? Addresses.host(text) : text;
    String address = Addresses.canonical(host);
    if (isInside(called)) {
      Workload otherwise = address.isEmpty() ? Workload.NONE : Workload.ofAddress(address);
      return party(address, Party.Principal.NONE, otherwise, true);
    }
    Workload outside =
        called.host().isEmpty() ? Workload.UNKNOWN : Workload.external(called.host());
    boolean isDialed = called.cluster().kind() == Kind.PASSTHROUGH;
    return party(address, Party.Principal.NONE, outside, isDialed);
  }

  private static Party party(
      String address, Party.Principal principal, Workload otherwise, boolean waits) {
    return address.isEmpty()
        ? new Party.Known(otherwise)
        : new Party.ByAddress(address, principal, otherwise, waits);
  }

  private Exit exit(Called called, Optional<Peer> peer) {
    if (peer.isPresent()) {
      return Exit.NONE;
    }
    return switch (called.cluster().kind()) {
      case PASSTHROUGH -> Exit.PASSTHROUGH;
      case BLACK_HOLE -> Exit.BLACKHOLE;
      default -> {
        Exit outside = node.role() == Role.GATEWAY ? Exit.EGRESS_GATEWAY : Exit.SERVICE_ENTRY;
        yield isInside(called) || called.host().isEmpty() ? Exit.NONE : outside;
      }
    };
  }

  /** Whether the called is no way out: an Ingress controller leads inwards, by any name. */
  private boolean isInside(Called called) {
    return called.isInMesh() || node.role() == Role.INGRESS;
  }

  private ServiceName ownService() {
    return new ServiceName(node.workload().namespace(), node.workload().serviceOrName());
  }

  /** The port that was called at the node: the application's, else the listener's. */
  private static int ownPort(Context context) {
    ClusterName cluster = CalledResolver.cluster(context.entry());
    if (cluster.kind() == Kind.INBOUND && cluster.port() != 0) {
      return cluster.port();
    }
    int port = Traits.localPort(context.traits());
    return port == REDIRECTED_PORT ? 0 : port;
  }

  private static EdgeTraits traits(Context context, Entry entry, Exit exit) {
    return new EdgeTraits(context.protocol(), context.trafficClass(), entry, exit);
  }

  /** What the callee's certificate says, else its metadata. */
  private static String upstreamPrincipal(ProtocolEntry entry, Optional<Peer> peer) {
    String shown = Spiffe.first(entry.string(ProtocolEntry.UPSTREAM_PEER_SAN));
    return shown.isEmpty() ? peer.map(Peer::principal).orElse("") : shown;
  }

  /** Envoy logs nothing of the connection to upstream but what custom tags ask for. */
  private static ConnectionSecurityPolicy upstreamSecurity(ProtocolEntry entry) {
    String local = entry.string(ProtocolEntry.UPSTREAM_LOCAL_SAN);
    boolean isPlaintext = entry.string(ProtocolEntry.UPSTREAM_TLS).equals(Spiffe.NO_NAME);
    if (isPlaintext || local.equals(Spiffe.NO_NAME)) {
      return ConnectionSecurityPolicy.NONE;
    }
    boolean isMutual =
        !local.isEmpty() && !Spiffe.first(entry.string(ProtocolEntry.UPSTREAM_PEER_SAN)).isEmpty();
    return isMutual ? ConnectionSecurityPolicy.MUTUAL_TLS : ConnectionSecurityPolicy.UNKNOWN;
  }

  private static ConnectionSecurityPolicy security(Context context) {
    if (Traits.isMutualTls(context.traits())) {
      return ConnectionSecurityPolicy.MUTUAL_TLS;
    }
    return Traits.isSecurityUntold(context.traits())
        ? ConnectionSecurityPolicy.UNKNOWN
        : ConnectionSecurityPolicy.NONE;
  }

  /** Where a request came from. */
  private record Source(Party party, Entry entry, String principal) {}
}
