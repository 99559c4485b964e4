package dev.meshscope.testkit.mesh;

import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HTTP entries counted in the ways that ground truth is. */
final class EntryCounts {
  private final Collection<RecordingAccessLogServer.Http> entries;

  EntryCounts(Collection<RecordingAccessLogServer.Http> entries) {
    this.entries = entries;
  }

  static ResponseFlags flags(RecordingAccessLogServer.Http http) {
    return http.entry().getCommonProperties().getResponseFlags();
  }

  static String details(RecordingAccessLogServer.Http http) {
    return http.entry().getResponse().getResponseCodeDetails();
  }

  static boolean hasHost(RecordingAccessLogServer.Http http) {
    return !http.entry().getCommonProperties().getUpstreamCluster().isEmpty();
  }

  static int code(RecordingAccessLogServer.Http http) {
    return http.entry().getResponse().getResponseCode().getValue();
  }

  /** Whether a listener wrote it because no filter chain was there for the connection. */
  static boolean isOfListener(RecordingAccessLogServer.Http http) {
    return http.entry().getCommonProperties().getAccessLogType() == AccessLogType.NotSet;
  }

  static String cluster(RecordingAccessLogServer.Http http) {
    return cluster(http.entry().getCommonProperties());
  }

  /** The cluster of the chosen host, else of the route. */
  static String cluster(AccessLogCommon common) {
    return common.getUpstreamCluster().isEmpty()
        ? common.getCustomTagsOrDefault("upstream_cluster", "")
        : common.getUpstreamCluster();
  }

  static long retries(RecordingAccessLogServer.Http http) {
    return Math.max(0, http.entry().getCommonProperties().getUpstreamRequestAttemptCount() - 1L);
  }

  static int localPort(RecordingAccessLogServer.Http http) {
    return http.entry()
        .getCommonProperties()
        .getDownstreamLocalAddress()
        .getSocketAddress()
        .getPortValue();
  }

  EntryCounts of(Pod pod) {
    return where(http -> http.nodeId().equals(pod.nodeId()));
  }

  EntryCounts where(Predicate<RecordingAccessLogServer.Http> condition) {
    return new EntryCounts(entries.stream().filter(condition).toList());
  }

  long count() {
    return entries.size();
  }

  long sum(Function<RecordingAccessLogServer.Http, Long> value) {
    return stream().mapToLong(value::apply).sum();
  }

  <K extends Comparable<K>> Map<K, Long> by(Function<RecordingAccessLogServer.Http, K> key) {
    return stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
  }

  private Stream<RecordingAccessLogServer.Http> stream() {
    return entries.stream();
  }
}
