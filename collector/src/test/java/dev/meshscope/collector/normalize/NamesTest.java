package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.ClusterName.Kind;
import dev.meshscope.model.Party;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Grammars of names: clusters, addresses, SPIFFE ids, hosts. */
class NamesTest {
  @Test
  void readsClusterNames() {
    assertThat(ClusterName.of("outbound|9080|v2|reviews.default.svc.cluster.local"))
        .isEqualTo(new ClusterName(Kind.OUTBOUND, 9080, "v2", "reviews.default.svc.cluster.local"));
    assertThat(ClusterName.of("outbound|443||*.example.com;"))
        .isEqualTo(new ClusterName(Kind.OUTBOUND, 443, "", "*.example.com"));
    assertThat(ClusterName.of("outbound_.9080_.v2_.reviews.default.svc.cluster.local"))
        .isEqualTo(new ClusterName(Kind.OUTBOUND, 9080, "v2", "reviews.default.svc.cluster.local"));
    assertThat(ClusterName.of("inbound|9080||"))
        .isEqualTo(new ClusterName(Kind.INBOUND, 9080, "", ""));
    assertThat(ClusterName.of("inbound|9080|http|a.b.svc.cluster.local"))
        .isEqualTo(new ClusterName(Kind.INBOUND, 9080, "", "a.b.svc.cluster.local"));
    assertThat(ClusterName.of("inbound-vip|9080|http|a.b.svc.cluster.local"))
        .isEqualTo(new ClusterName(Kind.INBOUND_VIP, 9080, "", "a.b.svc.cluster.local"));
  }

  @ParameterizedTest
  @CsvSource({
    "PassthroughCluster, PASSTHROUGH",
    "AllowAnyDynamicDNSCluster, PASSTHROUGH",
    "BlackHoleCluster, BLACK_HOLE",
    "InboundPassthroughCluster, INBOUND",
    "InboundPassthroughClusterIpv4, INBOUND",
    "xds-grpc, INTERNAL",
    "agent, INTERNAL",
    "envoy_accesslog_service, INTERNAL",
    "prometheus_stats, STATISTICS",
    "UnknownService, NONE",
    "-, NONE",
    "'', NONE",
    "AllowAnyOfTomorrow, PASSTHROUGH",
    "httproute/ns/name/rule/0, ROUTE",
    "grpcroute/ns/name/rule/0/backend/1, ROUTE",
    "tcproute/ns/name/rule/-1, ROUTE",
    "httproute/ns/name, OTHER",
    "httproute/ns/name/match/0, OTHER",
    "httproute//name/rule/0, OTHER",
    "tracing-0, OTHER",
    "outbound|9080, OTHER",
    "inbound|, OTHER"
  })
  void readsSpecialClusterNames(String name, Kind kind) {
    assertThat(ClusterName.of(name).kind()).isEqualTo(kind);
  }

  @Test
  void readsRoutesOfEnvoyGateway() {
    assertThat(ClusterName.of("httproute/shop/cart/rule/0"))
        .isEqualTo(new ClusterName(Kind.ROUTE, 0, "", "shop/cart"));
    assertThat(ClusterName.of("httproute/shop/cart/rule/1/match/0/shop_example_com;"))
        .isEqualTo(new ClusterName(Kind.ROUTE, 0, "", "shop/cart"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"outbound|x|v|h", "outbound|99999|v|h", "outbound|-1|v|h", "outbound||v|h"})
  void takesABadPortForNone(String name) {
    assertThat(ClusterName.of(name)).isEqualTo(new ClusterName(Kind.OUTBOUND, 0, "v", "h"));
  }

  @Test
  void takesOnlyIstiosServerNamesForServices() {
    assertThat(ClusterName.ofSni("www.example.com")).isEqualTo(ClusterName.NONE);
    assertThat(ClusterName.ofSni("outbound_.80_._.a.b.svc.cluster.local").host())
        .isEqualTo("a.b.svc.cluster.local");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "fd00:0:0:0:0:0:0:1, fd00::1",
    "FD00::A, fd00::a",
    "::, ::",
    "::1, ::1",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
    "::ffff:10.0.0.1, 10.0.0.1",
    "some.host, some.host"
  })
  void writesAddressesInOneForm(String text, String canonical) {
    assertThat(Addresses.canonical(text)).isEqualTo(canonical);
  }

  @Test
  void takesNoNameForAnAddress() {
    assertThat(Addresses.ip("localhost")).isEmpty();
    assertThat(Addresses.ip("")).isEmpty();
    assertThat(Addresses.ip("10.0.0")).isNotPresent();
    assertThat(Addresses.ip("::zz")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a:80, a, 80",
    "a, a, 0",
    "[::1]:80, ::1, 80",
    "[::1], ::1, 0",
    "::1, ::1, 0",
    "a:, a, 0",
    "'', '', 0"
  })
  void cutsHostAndPort(String endpoint, String host, int port) {
    assertThat(Addresses.host(endpoint)).isEqualTo(host);
    assertThat(Addresses.port(endpoint)).isEqualTo(port);
  }

  @Test
  void readsSpiffeIdsOfIstioOnly() {
    assertThat(Spiffe.principal("spiffe://cluster.local/ns/a/sa/b"))
        .isEqualTo(new Party.Principal("a", "b"));
    assertThat(Spiffe.principal("spiffe://cluster.local/a/b")).isEqualTo(Party.Principal.NONE);
    assertThat(Spiffe.principal("https://a/ns/a/sa/b")).isEqualTo(Party.Principal.NONE);
    assertThat(Spiffe.principal("")).isEqualTo(Party.Principal.NONE);
  }

  @Test
  void takesTheFirstSpiffeIdOfSeveralNames() {
    assertThat(Spiffe.first("https://a,spiffe://d/ns/a/sa/b,spiffe://d/ns/c/sa/d"))
        .isEqualTo("spiffe://d/ns/a/sa/b");
    assertThat(Spiffe.first("https://a,https://b")).isEqualTo("https://a");
    assertThat(Spiffe.first("-")).isEmpty();
    assertThat(Spiffe.first("")).isEmpty();
  }

  @Test
  void keepsSoManyHostsAndNoMore() {
    Hosts hosts = new Hosts(2);
    assertThat(hosts.admit("A.example:80")).isEqualTo("a.example");
    assertThat(hosts.admit("b")).isEqualTo("b");
    assertThat(hosts.admit("c")).isEqualTo(Hosts.OVERFLOW);
    assertThat(hosts.admit("a.example")).isEqualTo("a.example");
    assertThat(hosts.admit("")).isEmpty();
    hosts.clear();
    assertThat(hosts.admit("c")).isEqualTo("c");
    assertThat(hosts.admit("x".repeat(254))).isEqualTo(Hosts.OVERFLOW);
  }

  @Test
  void seesTheSuffixOfMirroredRequestsBeforeThePort() {
    assertThat(Hosts.isShadow("details-shadow:9080")).isTrue();
    assertThat(Hosts.isShadow("details-shadow")).isTrue();
    assertThat(Hosts.isShadow("details:9080")).isFalse();
    assertThat(Hosts.isShadow("shadow-details")).isFalse();
  }
}
