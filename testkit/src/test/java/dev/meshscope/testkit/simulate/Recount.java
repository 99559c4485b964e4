package dev.meshscope.testkit.simulate;

import dev.meshscope.model.ServiceName;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts received entries anew, from nothing but what they say and who sent them. */
final class Recount {
  private final Map<String, String> workloadByAddress = new HashMap<>();
  private final Map<Key, TrafficTotals> totals = new HashMap<>();

  /** The same as a {@link TrafficKey}, in texts. */
  record Key(
      String reporter,
      String source,
      String destination,
      ServiceName service,
      String subset,
      String trafficClass) {
    static Key of(TrafficKey key) {
      return new Key(
          key.reporter().text(),
          key.source().name(),
          key.destination().name(),
          key.service(),
          key.subset(),
          key.trafficClass().text());
    }
  }

  /** What ground truth says under the same keys. */
  static Map<Key, TrafficTotals> of(GroundTruth truth) {
    Map<Key, TrafficTotals> totals = new HashMap<>();
    truth.keys().forEach(key -> totals.put(Key.of(key), truth.totals(key::equals)));
    return totals;
  }

  static Map<Key, TrafficTotals> of(List<RecordingCollector.Entry> entries) {
    Recount recount = new Recount();
    entries.forEach(entry -> recount.learn(entry.nodeId()));
    entries.forEach(recount::count);
    return recount.totals;
  }

  private void learn(String nodeId) {
    String pod = part(nodeId, 2);
    String name = pod.substring(0, pod.lastIndexOf('.'));
    workloadByAddress.put(part(nodeId, 1), name.replaceAll("-[^-]+-[^-]+$", ""));
  }

  private void count(RecordingCollector.Entry received) {
    HTTPAccessLogEntry entry = received.entry();
    AccessLogCommon common = entry.getCommonProperties();
    String cluster = common.getUpstreamCluster();
    boolean isGateway = received.nodeId().startsWith("router~");
    if (isGateway || cluster.startsWith("inbound|")) {
      add(called(received), entry, 0);
    }
    if (isGateway ? !cluster.isEmpty() : !cluster.startsWith("inbound|")) {
      add(calling(received), entry, Math.max(1, common.getUpstreamRequestAttemptCount()));
    }
  }

  private Key called(RecordingCollector.Entry received) {
    AccessLogCommon common = received.entry().getCommonProperties();
    String own = workload(part(received.nodeId(), 1));
    String sni = common.getTlsProperties().getTlsSniHostname();
    // outbound_.9080_.v1_.reviews.bookinfo.svc.cluster.local
    String[] parts = sni.split("_\\.", 4);
    ServiceName service =
        sni.isEmpty() ? new ServiceName("istio-system", own) : ServiceName.ofHost(parts[3]);
    String source = workload(common.getDownstreamDirectRemoteAddress().getSocketAddress());
    boolean isShadow = received.entry().getRequest().getAuthority().contains("-shadow");
    return new Key(
        "destination",
        source.isEmpty() ? "client" : source,
        own,
        service,
        sni.isEmpty() ? "" : parts[2],
        isShadow ? "mirror" : "live");
  }

  private Key calling(RecordingCollector.Entry received) {
    HTTPAccessLogEntry entry = received.entry();
    AccessLogCommon common = entry.getCommonProperties();
    String tag = common.getCustomTagsOrDefault("upstream_cluster", "");
    String cluster = common.getUpstreamCluster().isEmpty() ? tag : common.getUpstreamCluster();
    String[] parts = cluster.split("\\|", 4);
    String authority = entry.getRequest().getAuthority();
    String host = cluster.isEmpty() ? authority.substring(0, authority.indexOf(':')) : parts[3];
    SocketAddress upstream = common.getUpstreamRemoteAddress().getSocketAddress();
    String callee = workload(upstream);
    return new Key(
        "source",
        workload(part(received.nodeId(), 1)),
        callee.isEmpty() && common.hasUpstreamRemoteAddress() ? host : callee,
        ServiceName.ofHost(host),
        cluster.isEmpty() ? "" : parts[2],
        common.getResponseFlags().getFaultInjected() ? "fault-injected" : "live");
  }

  /** A part of {@code <type>~<address>~<pod>.<namespace>~<domain>}. */
  private static String part(String nodeId, int number) {
    return nodeId.split("~", 4)[number];
  }

  private String workload(SocketAddress address) {
    return workload(address.getAddress());
  }

  private String workload(String address) {
    return workloadByAddress.getOrDefault(address, "");
  }

  private void add(Key key, HTTPAccessLogEntry entry, long attempts) {
    var duration = entry.getCommonProperties().getDuration();
    long nanos = duration.getSeconds() * 1_000_000_000 + duration.getNanos();
    int code = entry.getResponse().getResponseCode().getValue();
    TrafficTotals one =
        new TrafficTotals(
            1, attempts, new TreeMap<>(Map.of(code, 1L)), new TreeMap<>(Map.of(nanos, 1L)));
    totals.merge(key, one, Recount::sum);
  }

  private static TrafficTotals sum(TrafficTotals left, TrafficTotals right) {
    TreeMap<Integer, Long> codes = new TreeMap<>(left.codes());
    right.codes().forEach((code, count) -> codes.merge(code, count, Long::sum));
    TreeMap<Long, Long> durations = new TreeMap<>(left.durations());
    right.durations().forEach((nanos, count) -> durations.merge(nanos, count, Long::sum));
    return new TrafficTotals(
        left.requests() + right.requests(), left.attempts() + right.attempts(), codes, durations);
  }
}
