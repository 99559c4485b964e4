package dev.meshscope.testkit.mesh;

/**
 * The 254 loopback addresses {@code 127.<second>.<third>.1 … 254} of one mesh. Pods of two meshes
 * on two subnets use the same ports side by side; only Linux answers on all of 127.0.0.0/8.
 *
 * @param second second octet, 1 to 255; 0 is left to 127.0.0.1 and to Istio's 127.0.0.6
 * @param third third octet, 0 to 255
 */
public record Subnet(int second, int third) {
  public Subnet {
    if (second < 1 || second > 255 || third < 0 || third > 255) {
      throw new IllegalArgumentException("no loopback subnet: 127." + second + "." + third + ".0");
    }
  }

  /** One of its addresses, by the last octet, 1 to 254. */
  public String address(int host) {
    if (host < 1 || host > 254) {
      throw new IllegalArgumentException("no host number: " + host);
    }
    return "127." + second + "." + third + "." + host;
  }
}
