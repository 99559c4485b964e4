package dev.meshscope.testkit.mesh;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What really happened in the mesh between two quiet moments, out of the proxies' own counters.
 *
 * @param from start of the first window, 10 s wide and aligned, of any counted request
 * @param to end of the last one; nothing else happened in between
 * @param sent what the users sent and got
 * @param listeners one for each HTTP listener
 * @param clusters one for each cluster that was used
 * @param tcp one for each TCP listener
 * @param reports one for each proxy
 * @param apps what the applications counted themselves
 */
public record GroundTruth(
    Instant from,
    Instant to,
    LoadReport sent,
    List<ListenerTruth> listeners,
    List<ClusterTruth> clusters,
    List<TcpTruth> tcp,
    List<ReportTruth> reports,
    AppTruth apps) {
  public GroundTruth {
    listeners = List.copyOf(listeners);
    clusters = List.copyOf(clusters);
    tcp = List.copyOf(tcp);
    reports = List.copyOf(reports);
  }

  /**
   * Requests by code to known services as callers experienced them, without mirrored ones, injected
   * faults, missing routes and requests whose client left (code 0: see {@link
   * ListenerTruth#unanswered}).
   */
  public Map<SourceEdge, Map<Integer, Long>> sourceView() {
    Map<SourceEdge, Map<Integer, Long>> view = new HashMap<>();
    sources()
        .forEach((edge, counted) -> {
          Map<Integer, Long> codes = new TreeMap<>();
          counted.forEach(c -> c.responses().forEach((k, n) -> codes.merge(k, n, Long::sum)));
          if (!codes.isEmpty()) {
            view.put(edge, codes);
          }
        });
    return view;
  }

  /** Tries after the first, where there were any. */
  public Map<SourceEdge, Long> retries() {
    Map<SourceEdge, Long> view = new HashMap<>();
    sources()
        .forEach((edge, counted) ->
            view.put(edge, counted.stream().mapToLong(ClusterTruth::retries).sum()));
    view.values().removeIf(retries -> retries == 0);
    return view;
  }

  /**
   * Requests by code as the callees served them, retries and mirrored requests included; code 0 for
   * those whose caller left.
   */
  public Map<Pod, Map<Integer, Long>> destinationView() {
    Map<Pod, Map<Integer, Long>> view = new HashMap<>();
    for (ClusterTruth cluster : clusters) {
      if (cluster.name().isInbound()) {
        view.put(cluster.pod(), new TreeMap<>(cluster.responses()));
      }
    }
    for (ListenerTruth listener : listeners) {
      if (listener.side() == Side.INBOUND && listener.unanswered() > 0) {
        view.computeIfAbsent(listener.pod(), pod -> new TreeMap<>()).put(0, listener.unanswered());
      }
    }
    view.values().removeIf(Map::isEmpty);
    return view;
  }

  /** Requests in {@link #sourceView}, all together. */
  public long sourceRequests() {
    return sourceView().values().stream()
        .flatMap(codes -> codes.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Reports of one kind that the collector got: accepted + rejected + skipped there. */
  public long reported(ReportKind kind) {
    return of(kind).mapToLong(ReportTruth::sent).sum();
  }

  /**
   * Reports of one kind about requests and connections that came to their end: accepted + rejected
   * by a collector that was there.
   */
  public long written(ReportKind kind) {
    return of(kind).mapToLong(ReportTruth::written).sum();
  }

  /** Reports of one kind that the proxies gave up. */
  public long dropped(ReportKind kind) {
    return of(kind).mapToLong(ReportTruth::dropped).sum();
  }

  /** Whether the proxy of this pod reports in this way. */
  public boolean isReporting(Pod pod, ReportKind kind) {
    return of(kind).anyMatch(report -> report.pod().equals(pod));
  }

  private Stream<ReportTruth> of(ReportKind kind) {
    return reports.stream().filter(report -> report.kind() == kind);
  }

  private Map<SourceEdge, List<ClusterTruth>> sources() {
    return clusters.stream()
        .filter(cluster -> cluster.name().isOutbound() && !cluster.isMirror())
        .collect(Collectors.groupingBy(SourceEdge::of));
  }

  /**
   * One caller's way to one service.
   *
   * @param source the calling workload's pod
   * @param host host of the called service
   * @param port port of the called service
   * @param subset subset that the caller chose; empty for none
   */
  public record SourceEdge(Pod source, String host, int port, String subset) {
    static SourceEdge of(ClusterTruth cluster) {
      ClusterName name = cluster.name();
      return new SourceEdge(cluster.pod(), name.host(), name.port(), name.subset());
    }
  }
}
