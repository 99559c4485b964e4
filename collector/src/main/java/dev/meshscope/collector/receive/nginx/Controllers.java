package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.receive.PodName;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which controller a line is of: one node for each host and address, kept while they are used. One
 * owner, not thread-safe.
 */
final class Controllers {
  private static final List<Variable> TOLD =
      List.of(Variable.HOSTNAME, Variable.CONTROLLER_NAMESPACE, Variable.SERVER_ADDR);

  /** Everybody's own address tells nobody from anybody. */
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

  private final NginxConfig config;
  private final Map<Key, ReportingNode> nodes;
  private LineSource lastSource = LineSource.NONE;
  private final byte[][] lastTold = new byte[TOLD.size()][];
  private @Nullable ReportingNode last;

  Controllers(NginxConfig config) {
    this.config = config;
    int max = config.sessions().sessionsMax();
    nodes =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, ReportingNode> eldest) {
            return size() > max;
          }
        };
  }

  /**
   * All that tells a node from others.
   *
   * @param source what the transport says
   * @param host name in the line
   * @param namespace namespace in the line
   * @param address where the controller was called
   */
  private record Key(LineSource source, String host, String namespace, String address) {}

  /** The node of a line. */
  ReportingNode of(Line line, LineSource source) {
    ReportingNode known = last;
    if (known != null && source.equals(lastSource) && isTold(line)) {
      return known;
    }
    Key key =
        new Key(
            source,
            line.string(Variable.HOSTNAME),
            line.string(Variable.CONTROLLER_NAMESPACE),
            line.string(Variable.SERVER_ADDR));
    ReportingNode node = nodes.computeIfAbsent(key, this::node);
    remember(line, source, node);
    return node;
  }

  private boolean isTold(Line line) {
    for (int i = 0; i < lastTold.length; i++) {
      if (!line.isValue(TOLD.get(i), lastTold[i])) {
        return false;
      }
    }
    return true;
  }

  private void remember(Line line, LineSource source, ReportingNode node) {
    lastSource = source;
    last = node;
    for (int i = 0; i < lastTold.length; i++) {
      Variable variable = TOLD.get(i);
      lastTold[i] =
          line.has(variable)
              ? Arrays.copyOfRange(line.bytes(), line.from(variable), line.to(variable))
              : new byte[0];
    }
  }

  private ReportingNode node(Key key) {
    LineSource source = key.source();
    String host = firstOf(key.host(), source.host());
    String namespace = firstOf(key.namespace(), firstOf(source.namespace(), config.namespace()));
    String cluster = firstOf(source.cluster(), config.cluster());
    String name = firstOf(config.workload(), firstOf(PodName.workload(host), source.program()));
    List<String> addresses =
        List.of(key.address(), source.address()).stream()
            .filter(address -> !LOOPBACK.contains(address))
            .toList();
    String id =
        "nginx~%s~%s.%s".formatted(firstOf(key.address(), source.address()), host, namespace);
    Workload workload =
        new Workload(new Workload.Identity(cluster, namespace, name, ""), name, NodeKind.GATEWAY);
    return ReportingNode.ingress(id, workload, addresses);
  }

  private static String firstOf(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }
}
