package dev.meshscope.testkit.mesh;

/**
 * Where the proxies send their access logs.
 *
 * @param host host name or IP address of an AccessLogService v3
 * @param port its gRPC port, 1 to 65535
 */
public record Collector(String host, int port) {
  public Collector {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a host and port: " + host + ":" + port);
    }
  }

  /** From {@code host:port}. */
  public static Collector parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("not host:port: " + text);
    }
    return new Collector(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  boolean isAddress() {
    return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
