package dev.meshscope.testkit.nginx;

/** Who stands behind nginx, by the name that ingress-nginx would give the upstream. */
public enum Backend {
  /** Service {@code web} of namespace {@code shop}, port 80. */
  WEB("shop-web-80"),
  /** Its canary, service {@code web-canary}: gets a fifth of the requests. */
  WEB_CANARY("shop-web-canary-80"),
  /** Service {@code api}, port 8080: two hosts, of which the first is down. */
  API("shop-api-8080"),
  /** Service {@code catalog} of namespace {@code books}, port 80. */
  CATALOG("books-catalog-80"),
  /** Service {@code productpage} of namespace {@code bookinfo}, port 9080. */
  PRODUCTPAGE("bookinfo-productpage-9080"),
  /** A group of a plain nginx, which knows no services. */
  REVIEWS("reviews"),
  /** A group of which all hosts are down, and are asked all the same. */
  DOWN("down"),
  /** The same, but not asked again for an hour. */
  GIVEN_UP("given-up"),
  /** Where requests go that no host takes, and error pages. */
  DEFAULT_BACKEND("upstream-default-backend");

  private final String group;

  Backend(String group) {
    this.group = group;
  }

  /** The name of its group in nginx's configuration. */
  public String group() {
    return group;
  }
}
