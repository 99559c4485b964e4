package dev.meshscope.collector.normalize;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Peer metadata of one stream, read once for the same bytes. Its limit is that of the flows, which
 * are forgotten together with it. One owner, not thread-safe.
 */
final class Peers {
  private final PeerDecoder decoder;
  private final Map<ByteBuffer, Optional<Peer>> current = new HashMap<>();
  private final Map<ByteBuffer, Optional<Peer>> legacy = new HashMap<>();

  Peers(PeerDecoder decoder) {
    this.decoder = decoder;
  }

  Optional<Peer> caller(ProtocolEntry entry) {
    return peer(entry, ProtocolEntry.DOWNSTREAM_PEER, ProtocolEntry.WASM_DOWNSTREAM_PEER);
  }

  Optional<Peer> callee(ProtocolEntry entry) {
    return peer(entry, ProtocolEntry.UPSTREAM_PEER, ProtocolEntry.WASM_UPSTREAM_PEER);
  }

  /** The SPIFFE id that a waypoint knows of the caller; empty when there is none. */
  String principal(ProtocolEntry entry) {
    return entry.has(ProtocolEntry.PEER_PRINCIPAL)
        ? decoder.principal(entry.copy(ProtocolEntry.PEER_PRINCIPAL)).orElse("")
        : "";
  }

  void clear() {
    current.clear();
    legacy.clear();
  }

  private Optional<Peer> peer(ProtocolEntry entry, int text, int wasmText) {
    Optional<Peer> peer = Optional.empty();
    if (entry.has(text)) {
      byte[] bytes = entry.copy(text);
      peer = current.computeIfAbsent(ByteBuffer.wrap(bytes), b -> decoder.current(bytes));
    }
    if (peer.isEmpty() && entry.has(wasmText)) {
      byte[] bytes = entry.copy(wasmText);
      peer = legacy.computeIfAbsent(ByteBuffer.wrap(bytes), b -> decoder.legacy(bytes));
    }
    return peer;
  }
}
