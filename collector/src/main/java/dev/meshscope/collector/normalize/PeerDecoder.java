package dev.meshscope.collector.normalize;

import java.util.Optional;

/** Reads peer metadata in the forms that a protocol carries it in. */
public interface PeerDecoder {
  /** Reads metadata of current proxies; empty when it cannot be read or names nobody. */
  Optional<Peer> current(byte[] metadata);

  /** Reads metadata of older proxies; empty when it cannot be read or names nobody. */
  Optional<Peer> legacy(byte[] metadata);

  /** Reads a SPIFFE id; empty when it cannot be read. */
  Optional<String> principal(byte[] wrapped);
}
