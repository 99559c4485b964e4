package dev.meshscope.collector.normalize;

/** What an accepted entry had that we do not know; the entry counts all the same. */
public enum Unknown {
  /** The stream did not say, or not in a grammar that we know, which node it comes from. */
  NODE,
  /** A number that is not in our version of one of Envoy's closed lists. */
  ENUM_VALUE,
  /** A response flag that is not in our version of the list. */
  FLAG,
  /** A response code that is no HTTP status; counts as none. */
  RESPONSE_CODE,
  /** A {@code grpc-status} that is no number from 0 to 16; counts as none. */
  GRPC_STATUS,
  /** A name in wrong UTF-8; the wrong bytes are replaced by U+FFFD. */
  UTF8,
  /** Peer metadata that cannot be read; the peer is looked for in the next place. */
  PEER;

  /** The bit of this kind in a set. */
  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  public long bit() {
    return 1L << ordinal();
  }
}
