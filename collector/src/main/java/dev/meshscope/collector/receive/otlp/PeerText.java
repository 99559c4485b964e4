package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.collector.normalize.Peer;
import dev.meshscope.collector.normalize.PeerDecoder;
import dev.meshscope.model.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Peer objects of Istio ≥ 1.24 as {@code %FILTER_STATE(…)%} writes them: JSON. */
final class PeerText implements PeerDecoder {
  @Override
  public Optional<Peer> current(byte[] metadata) {
    JsonLine line = new JsonLine();
    Map<String, String> fields = new HashMap<>();
    if (line.over(metadata, 0, metadata.length)) {
      while (line.next()) {
        fields.put(
            new String(metadata, line.keyOffset(), line.keyLength(), UTF_8),
            new String(metadata, line.valueOffset(), line.valueLength(), UTF_8));
      }
    }
    return Peer.of(
        new Workload.Identity(
            fields.getOrDefault("cluster", ""),
            fields.getOrDefault("namespace", ""),
            fields.getOrDefault("workload", ""),
            fields.getOrDefault("revision", "")),
        fields.getOrDefault("service", ""),
        fields.getOrDefault("identity", ""));
  }

  /** No attribute carries it. */
  @Override
  public Optional<Peer> legacy(byte[] metadata) {
    return Optional.empty();
  }

  @Override
  public Optional<String> principal(byte[] wrapped) {
    return Optional.of(new String(wrapped, UTF_8));
  }
}
