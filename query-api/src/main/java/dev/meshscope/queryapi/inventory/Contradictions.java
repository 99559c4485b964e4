package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.AddressRanges;
import dev.meshscope.model.Cidr;
import dev.meshscope.model.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds what a document says twice, and what cannot be true together. */
final class Contradictions {
  private static final Comparator<Owned> IN_ORDER =
      Comparator.<Owned, Boolean>comparing(one -> one.range().isIpv4())
          .thenComparing(one -> one.range().first())
          .thenComparingInt(one -> one.range().prefixBits());

  private final Problems problems;

  private Contradictions(Problems problems) {
    this.problems = problems;
  }

  static void find(Draft draft, Problems problems) {
    Contradictions contradictions = new Contradictions(problems);
    contradictions.unique(
        draft.clusters().stream().map(Draft.Cluster::name).filter(name -> !name.value().isEmpty()));
    draft.clusters().forEach(contradictions::cluster);
    List<Owned> pods = new ArrayList<>();
    for (Draft.Cluster cluster : draft.clusters()) {
      pods.addAll(owned(cluster.podCidrs(), cluster.name().path()));
    }
    contradictions.disjoint(pods, "; pods of two clusters have no address in common");
  }

  private void cluster(Draft.Cluster cluster) {
    unique(cluster.namespaces().stream());
    unique(cluster.nodeAddresses().stream());
    unique(cluster.podCidrs().stream());
    unique(cluster.serviceCidrs().stream());
    unique(
        cluster.services().stream()
            .map(Draft.Service::name)
            .filter(name -> !name.value().namespace().isEmpty() && !name.value().name().isEmpty()));
    unique(members(cluster, Draft.Service::clusterAddresses));
    unique(members(cluster, Draft.Service::nodePorts));
    cluster.services().forEach(service -> unique(service.loadBalancerAddresses().stream()));
    List<Owned> ranges = new ArrayList<>(owned(cluster.podCidrs(), "pods"));
    ranges.addAll(owned(cluster.serviceCidrs(), "services"));
    disjoint(ranges, "; pods and services have no address in common");
    inRanges(cluster);
  }

  private void inRanges(Draft.Cluster cluster) {
    List<Cidr> ranges = cluster.serviceCidrs().stream().map(Placed::value).toList();
    AddressRanges allowed = new AddressRanges(ranges);
    if (!ranges.isEmpty()) {
      members(cluster, Draft.Service::clusterAddresses)
          .filter(address -> !allowed.contains(address.value()))
          .forEach(address -> problems.add(address.path(), outside(address.value())));
    }
  }

  private static String outside(IpAddress address) {
    return "must lie in one of the cluster's serviceCidrs, is " + address;
  }

  private <T> void unique(Stream<Placed<T>> values) {
    Map<T, String> paths = new HashMap<>();
    values.forEach(value -> {
      String first = paths.putIfAbsent(value.value(), value.path());
      if (first != null) {
        problems.add(value.path(), "is given already at " + first);
      }
    });
  }

  /**
   * Ranges are disjoint or lie in each other, so that in their order those that one lies in are the
   * last before it that are still open.
   */
  private void disjoint(List<Owned> ranges, String rule) {
    Deque<Owned> open = new ArrayDeque<>();
    for (Owned range : ranges.stream().sorted(IN_ORDER).toList()) {
      while (!open.isEmpty() && !open.element().range().overlaps(range.range())) {
        open.pop();
      }
      if (!open.isEmpty() && !open.element().owner().equals(range.owner())) {
        Owned other = open.element();
        problems.add(range.path(), "overlaps " + other.range() + " at " + other.path() + rule);
      }
      open.push(range);
    }
  }

  private static <T> Stream<Placed<T>> members(
      Draft.Cluster cluster, Function<Draft.Service, List<Placed<T>>> member) {
    return cluster.services().stream().flatMap(service -> member.apply(service).stream());
  }

  private static List<Owned> owned(List<Placed<Cidr>> ranges, String owner) {
    return ranges.stream().map(range -> new Owned(range.value(), owner, range.path())).toList();
  }

  /**
   * A range of somebody.
   *
   * @param owner whose; his own ranges may lie in each other
   */
  private record Owned(Cidr range, String owner, String path) {}
}
