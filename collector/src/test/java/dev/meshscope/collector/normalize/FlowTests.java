package dev.meshscope.collector.normalize;

import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Party;
import dev.meshscope.model.Workload;
import dev.meshscope.runtime.config.DataSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes, peers and a normalizer for tests of flows. */
final class FlowTests {
  static final ReportingNode SIDECAR =
      node(
          "sidecar~10.0.1.5~reviews-v1-x.bookinfo~bookinfo.svc.cluster.local",
          "reviews-v1",
          "reviews",
          "v1");
  static final ReportingNode GATEWAY =
      node(
          "router~10.0.2.1~gw-x.bookinfo~bookinfo.svc.cluster.local",
          "istio-ingressgateway",
          "istio-ingressgateway",
          "latest");
  static final ReportingNode WAYPOINT =
      node("waypoint~10.0.3.1~wp-x.bookinfo~bookinfo.svc.cluster.local", "wp", "wp", "latest");
  static final ReportingNode UNKNOWN = ReportingNode.of(NodeDescription.NONE);

  private FlowTests() {}

  /** A normalizer whose peers are the text {@code name@namespace}; anything else is unreadable. */
  static final class Normalizer {
    static final long SEED = 1;

    final Ledger ledger = new Ledger();
    final ReportBuffer reports = new ReportBuffer();
    final StreamNormalizer normalizer;
    long arrivalMicros = TestEntry.ARRIVAL_MICROS;

    Normalizer(ReportingNode node) {
      this(node, NormalizeConfig.defaults());
    }

    Normalizer(ReportingNode node, NormalizeConfig config) {
      normalizer = Normalization.ofStreams(config, new TextPeers(), ledger).of(node, SEED);
    }

    /** A sidecar's, which shares what all streams share. */
    Normalizer(Normalization shared) {
      normalizer = shared.of(SIDECAR, SEED);
    }

    Normalized normalize(TestEntry entry) {
      return normalizer.normalize(entry.entry(), arrivalMicros, reports);
    }

    /** The edges that the entry adds to. */
    List<EdgeReference> edges(TestEntry entry) {
      Normalized normalized = normalize(entry);
      if (normalized != Normalized.Accepted.REPORT) {
        throw new AssertionError(normalized);
      }
      int row = reports.columns().size() - 1;
      return reports.flows().get(reports.columns().flow(row)).edges();
    }

    EdgeReference edge(TestEntry entry) {
      List<EdgeReference> edges = edges(entry);
      if (edges.size() != 1) {
        throw new AssertionError(edges);
      }
      return edges.getFirst();
    }
  }

  static NormalizeConfig limits(int flows, int hosts) {
    return new NormalizeConfig(
        flows,
        hosts,
        DataSize.ofBytes(64),
        DataSize.ofBytes(64),
        OpenStreamConfig.defaults(),
        200,
        List.of(),
        MemoryConfig.defaults());
  }

  static Workload workload(String namespace, String name) {
    return new Workload(
        new Workload.Identity("", namespace, name, "latest"), name, NodeKind.WORKLOAD);
  }

  static Party known(String namespace, String name) {
    return new Party.Known(workload(namespace, name));
  }

  private static ReportingNode node(String id, String name, String service, String version) {
    return ReportingNode.of(
        new NodeDescription(
            id,
            "",
            Map.of("WORKLOAD_NAME", name, "NAMESPACE", "bookinfo"),
            Map.of("app", service, "version", version)));
  }

  /** Peers are the text {@code name@namespace}; anything else is unreadable. */
  static final class TextPeers implements PeerDecoder {
    @Override
    public Optional<Peer> current(byte[] metadata) {
      String text = new String(metadata, StandardCharsets.UTF_8);
      int at = text.indexOf('@');
      return at < 0
          ? Optional.empty()
          : Optional.of(
              new Peer(
                  workload(text.substring(at + 1), text.substring(0, at)),
                  "spiffe://told/ns/n/sa/s"));
    }

    @Override
    public Optional<Peer> legacy(byte[] metadata) {
      return current(metadata);
    }

    @Override
    public Optional<String> principal(byte[] wrapped) {
      return Optional.of(new String(wrapped, StandardCharsets.UTF_8));
    }
  }
}
