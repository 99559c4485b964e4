package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.HostNames;
import dev.meshscope.model.Party;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import org.jspecify.annotations.Nullable;

/**
 * Says of ends that nobody announced what the platform knows: how a caller came in, and whether a
 * dialed address lies outside at all. What cannot be told apart stays as it was.
 *
 * <p>An announced end has neither entry nor exit, and gateways know the entry themselves; so only
 * {@link Entry#UNKNOWN} and {@link Exit#PASSTHROUGH} are questions.
 */
final class Borders {
  /** All that come in from outside are one node per entry. */
  private static final Workload CLIENT = Workload.external("client");

  private final Platform platform;

  Borders(Platform platform) {
    this.platform = platform;
  }

  /**
   * The key of an edge.
   *
   * @param announced its key by the announcements alone
   */
  EdgeKey key(EdgeReference edge, EdgeKey announced) {
    EdgeKey key =
        new EdgeKey(
            platform.placed(announced.source()),
            platform.placed(announced.destination()),
            announced.service(),
            announced.traits());
    if (isAsked(key.traits().entry()) && edge.source() instanceof Party.ByAddress caller) {
      key = entered(key, caller.address(), edge.details().host());
    }
    if (isAsked(key.traits().exit()) && edge.destination() instanceof Party.ByAddress callee) {
      key = dialed(key, callee.address());
    }
    return key;
  }

  /** Whether nobody will ever announce the caller, because it is no pod. */
  boolean isCallerOutside(EdgeKey announced, String address) {
    return isAsked(announced.traits().entry()) && isOutside(address, clusterOfCallee(announced));
  }

  /** Whether nobody will ever announce the callee, because it is no pod. */
  boolean isCalleeOutside(EdgeKey announced, String address) {
    return isAsked(announced.traits().exit()) && isOutside(address, clusterOfCaller(announced));
  }

  private EdgeKey entered(EdgeKey key, String address, String host) {
    Platform.Cluster cluster = clusterOfCallee(key);
    if (cluster == null) {
      return key; // on whose network the address is, nobody knows
    }
    Entry entry =
        switch (platform.place(address)) {
          case POD -> Entry.NONE; // a pod without proxy
          case NODE, ELSEWHERE ->
              entry(key, cluster, new Call(address, HostNames.canonical(host).orElse("")));
          case NOWHERE -> Entry.UNKNOWN;
        };
    boolean isClient = entry == Entry.NODEPORT || entry == Entry.LOADBALANCER;
    return new EdgeKey(
        isClient ? CLIENT : key.source(),
        key.destination(),
        key.service(),
        key.traits().withEntry(entry));
  }

  /** By the host that the client wrote, else by the only way that the service leaves open. */
  private Entry entry(EdgeKey key, Platform.Cluster cluster, Call call) {
    Platform.Service service = cluster.service(key.service());
    if (service == null) {
      return Entry.UNKNOWN;
    }
    boolean isBalanced = service.isBalancedAt(call.host());
    boolean isOnNode = service.hasNodePorts() && cluster.hasNode(call.host());
    if (isBalanced && isOnNode) {
      return Entry.UNKNOWN; // nodes that balance themselves: only the port would tell
    }
    if (isBalanced || isOnNode) {
      return isBalanced ? Entry.LOADBALANCER : Entry.NODEPORT;
    }
    boolean isProbe = key.traits().trafficClass() == TrafficClass.PROBE; // from the node itself
    boolean isOneWay = service.hasNodePorts() != service.hasBalancers();
    if (isProbe || !isOneWay || !isOutside(call.address(), cluster)) {
      return Entry.UNKNOWN;
    }
    return service.hasBalancers() ? Entry.LOADBALANCER : Entry.NODEPORT;
  }

  private EdgeKey dialed(EdgeKey key, String address) {
    Platform.Cluster cluster = clusterOfCaller(key);
    if (cluster == null) {
      return key;
    }
    EdgeTraits inside = key.traits().withExit(Exit.NONE);
    ServiceName service = cluster.serviceAt(address);
    if (service != null) {
      return new EdgeKey(key.source(), Workload.NONE, service, inside);
    }
    return platform.place(address) == Platform.Place.POD
        ? new EdgeKey(key.source(), Workload.ofAddress(address), key.service(), inside)
        : key;
  }

  private boolean isOutside(String address, Platform.@Nullable Cluster near) {
    return near != null
        && switch (platform.place(address)) {
          case NODE -> true;
          case ELSEWHERE -> near.hasPodCidrs();
          case POD, NOWHERE -> false;
        };
  }

  private Platform.@Nullable Cluster clusterOfCaller(EdgeKey key) {
    return platform.cluster(platform.placed(key.source()).cluster());
  }

  /** A callee without cluster lies where its service does. */
  private Platform.@Nullable Cluster clusterOfCallee(EdgeKey key) {
    String cluster = platform.placed(key.destination()).cluster();
    return platform.cluster(
        cluster.isEmpty() ? platform.clusterOf(key.service().namespace()) : cluster);
  }

  private static boolean isAsked(Entry entry) {
    return entry == Entry.UNKNOWN;
  }

  private static boolean isAsked(Exit exit) {
    return exit == Exit.PASSTHROUGH;
  }

  /**
   * What is known of a call from outside.
   *
   * @param address the caller's
   * @param host that the client wrote, as {@link HostNames} spells it; empty when there is none
   */
  private record Call(String address, String host) {}
}
