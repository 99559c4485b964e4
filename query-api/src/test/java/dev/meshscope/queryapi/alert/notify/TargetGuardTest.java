package dev.meshscope.queryapi.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetGuardTest {
  private final TargetGuard guard = new TargetGuard(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.31.196.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2001:0:7f00:1::",
        "2002:7f00:1::",
        "2620:4f:8000::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesWhatIsNotPublic(String address) throws UnknownHostException {
    assertThat(guard.isAllowed(InetAddress.getByName(address))).isFalse();
    String host = address.contains(":") ? "[" + address + "]" : address;
    assertThat(guard.refusal(URI.create("https://" + host + "/x"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.63.0.1", "9.255.255.255", "2606:4700::1"})
  void allowsWhatIsPublic(String address) throws UnknownHostException {
    assertThat(guard.isAllowed(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void allowsWhatTheOperatorAllows() throws UnknownHostException {
    TargetGuard lax = new TargetGuard(List.of("10.1.0.0/16", "fd12::/16"));

    assertThat(lax.isAllowed(InetAddress.getByName("10.1.255.1"))).isTrue();
    assertThat(lax.isAllowed(InetAddress.getByName("fd12::1"))).isTrue();
    assertThat(lax.isAllowed(InetAddress.getByName("10.2.0.1"))).isFalse();
    assertThat(lax.isAllowed(InetAddress.getByName("169.254.169.254"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://user@example.org/",
        "https://user:password@example.org/",
        "https:opaque",
        "https:///path",
        "https://a_b_/x"
      })
  void refusesOtherUrls(String url) throws UnknownHostException {
    assertThat(guard.refusal(URI.create(url))).isPresent();
  }

  @Test
  void looksNamesUp() throws UnknownHostException {
    assertThat(guard.refusal(URI.create("http://localhost/")))
        .hasValueSatisfying(
            reason -> assertThat(reason).startsWith("localhost is at ").contains("allowPrivate"));
  }

  @Test
  void looksNoNameUpThatNobodyRemembers() throws UnknownHostException {
    TargetGuard lax = new TargetGuard(List.of("127.0.0.0/8", "::1/128"));
    URI url = URI.create("http://localhost/");
    assertThat(lax.refusal(url)).isEmpty();

    System.setProperty("sun.net.inetaddr.ttl", "0");
    try {
      assertThat(lax.refusal(url))
          .hasValueSatisfying(reason -> assertThat(reason).contains("cannot be checked"));
    } finally {
      System.clearProperty("sun.net.inetaddr.ttl");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0", "10.0.0.0/33", "300.0.0.0/8", "example.org/8", "::/129", "/8", ""})
  void readsNoOtherNetworks(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
