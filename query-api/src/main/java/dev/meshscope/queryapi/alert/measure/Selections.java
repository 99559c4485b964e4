package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.storage.read.RuleTraffic;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which traffic a selector means, and what that of one alert is called. */
final class Selections {
  static final String UNKNOWN = "unknown";

  private static final String SERVICE = "service";

  private Selections() {}

  /** Whether a selector means that edge, whatever it makes an alert of. */
  static boolean matches(Selector selector, EdgeKey key) {
    return selector.service().map(key.service()::equals).orElse(true)
        && selector.namespace().map(key.service().namespace()::equals).orElse(true)
        && selector.source().map(source(key)::equals).orElse(true)
        && selector.version().map(key.destination().version()::equals).orElse(true)
        && selector.entry().map(key.traits().entry()::equals).orElse(true);
  }

  /** The labels of the alert that an edge is part of; empty where it is part of none. */
  static Optional<SortedMap<String, String>> labels(Selector.Each each, EdgeKey key) {
    return switch (each) {
      case NOTHING -> Optional.of(new TreeMap<>());
      case SERVICE -> ofService(key);
      case VERSION -> ofVersion(key);
      case EDGE -> Optional.of(ofEdge(key));
      case ENTRY -> ofEntry(key);
    };
  }

  /** The labels of an edge between workloads. */
  static SortedMap<String, String> ofEdge(EdgeKey key) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("source", source(key));
    labels.put("destination", destination(key));
    if (!key.service().name().isEmpty()) {
      labels.put(SERVICE, key.service().text());
    }
    return labels;
  }

  /** The labels of a host outside the mesh; empty where the edge leads to none. */
  static Optional<SortedMap<String, String>> ofExternalHost(RuleTraffic row) {
    EdgeKey key = row.key();
    boolean isOutside =
        switch (key.traits().exit()) {
          case EGRESS_GATEWAY, SERVICE_ENTRY, PASSTHROUGH -> true;
          case NONE, BLACKHOLE -> key.destination().kind() == NodeKind.EXTERNAL;
        };
    return isOutside ? Optional.of(one("host", host(row))) : Optional.empty();
  }

  private static Optional<SortedMap<String, String>> ofService(EdgeKey key) {
    return key.service().name().isEmpty()
        ? Optional.empty()
        : Optional.of(one(SERVICE, key.service().text()));
  }

  /** What reached no workload was served by no version. */
  private static Optional<SortedMap<String, String>> ofVersion(EdgeKey key) {
    if (key.destination().name().isEmpty()) {
      return Optional.empty();
    }
    String version = key.destination().version();
    return ofService(key)
        .map(labels -> {
          labels.put("version", version.isEmpty() ? UNKNOWN : version);
          return labels;
        });
  }

  private static Optional<SortedMap<String, String>> ofEntry(EdgeKey key) {
    Entry entry = key.traits().entry();
    return entry == Entry.NONE ? Optional.empty() : Optional.of(one("entry", entry.text()));
  }

  /** Behind an egress gateway the service may be the gateway's own. */
  private static String host(RuleTraffic row) {
    EdgeKey key = row.key();
    if (key.traits().exit() == Exit.EGRESS_GATEWAY && !row.egressHost().isEmpty()) {
      return row.egressHost();
    }
    return key.service().name().isEmpty() ? destination(key) : key.service().text();
  }

  private static String source(EdgeKey key) {
    return workload(key.source());
  }

  private static String destination(EdgeKey key) {
    boolean isService = key.destination().name().isEmpty() && !key.service().name().isEmpty();
    return isService ? key.service().text() : workload(key.destination());
  }

  private static String workload(Workload end) {
    return end.name().isEmpty() ? UNKNOWN : joined(end.namespace(), end.name());
  }

  private static SortedMap<String, String> one(String label, String value) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put(label, value);
    return labels;
  }

  private static String joined(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
