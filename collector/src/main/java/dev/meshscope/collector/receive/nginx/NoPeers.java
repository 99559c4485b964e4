package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.normalize.Peer;
import dev.meshscope.collector.normalize.PeerDecoder;
import java.util.Optional;

/** Nginx exchanges no metadata with anybody. */
public final class NoPeers implements PeerDecoder {
  @Override
  public Optional<Peer> current(byte[] metadata) {
    return Optional.empty();
  }

  @Override
  public Optional<Peer> legacy(byte[] metadata) {
    return Optional.empty();
  }

  @Override
  public Optional<String> principal(byte[] wrapped) {
    return Optional.empty();
  }
}
