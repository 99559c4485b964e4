package dev.meshscope.testkit.mesh;

/**
 * What one end of TCP connections counted.
 *
 * @param connections connections that came to their end
 * @param sentBytes payload written to them
 * @param receivedBytes payload read from them
 */
public record TcpTally(long connections, long sentBytes, long receivedBytes) {
  static final TcpTally NONE = new TcpTally(0, 0, 0);

  /** What the peer counts if nothing is lost. */
  public TcpTally atPeer() {
    return new TcpTally(
        connections, /* sentBytes= */ receivedBytes, /* receivedBytes= */ sentBytes);
  }

  TcpTally plus(TcpTally other) {
    return new TcpTally(
        connections + other.connections,
        sentBytes + other.sentBytes,
        receivedBytes + other.receivedBytes);
  }

  TcpTally minus(TcpTally earlier) {
    return plus(new TcpTally(-earlier.connections, -earlier.sentBytes, -earlier.receivedBytes));
  }
}
