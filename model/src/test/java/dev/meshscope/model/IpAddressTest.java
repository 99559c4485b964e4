package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, ranges of them, and hosts. */
class IpAddressTest {
  private static final int CASES = 2_000;

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "10.244.1.7, 10.244.1.7",
    "::ffff:10.244.1.7, 10.244.1.7",
    "::FFFF:0AF4:0107, 10.244.1.7",
    "0:0:0:0:0:ffff:10.244.1.7, 10.244.1.7",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "FD00:0010:0096:0000:0000:0000:0000:0002, fd00:10:96::2",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::10.0.0.1, ::a00:1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
  })
  void hasOneSpelling(String text, String canonical) {
    assertThat(IpAddress.parse(text).map(IpAddress::toString)).contains(canonical);
    assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ":",
        ":::",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1.2.3.256",
        "1.2.3.04",
        "1.2.3.-4",
        "1.2.3.+4",
        "1.2.3.4 ",
        "0x1.2.3.4",
        "1.2.3.4/8",
        "12345",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "1:2:3:4::5:6:7:8",
        "1::2::3",
        "::1:",
        ":1::",
        "::g",
        "::12345",
        "::1.2.3",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "[::1]",
        "fe80::1%eth0",
        "\u0661.2.3.4",
        "::\u0661",
        "1:2:3:4:5:6:7:88888888888888888888888888888888888888888888888",
        "localhost",
        "\u0000",
      })
  void refusesWhatIsNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @Test
  void readsWhatItWrote() {
    Laws.forAll(
        CASES,
        random -> {
          IpAddress address = new RandomRecords(random).ip();
          assertThat(IpAddress.parse(address.toString())).contains(address);
        });
  }

  @Test
  void readsAddressesAsTheJdkDoes() {
    Laws.forAll(
        CASES,
        random -> {
          IpAddress address = new RandomRecords(random).ip();
          InetAddress theirs = InetAddress.ofLiteral(address.toString());
          assertThat(bytes(address)).isEqualTo(mapped(theirs.getAddress()));
          assertThat(IpAddress.parse(theirs.getHostAddress())).contains(address);
        });
  }

  @Test
  void readsNoTextThatTheJdkDoesNot() {
    Laws.forAll(
        CASES,
        random -> {
          String text = noise(random);
          IpAddress.parse(text)
              .ifPresent(address ->
                  assertThat(mapped(InetAddress.ofLiteral(text).getAddress()))
                      .isEqualTo(bytes(address)));
        });
  }

  @Test
  void comesInTheOrderOfItsNumber() {
    assertThat(
            new IpAddress[] {
              ip("::"), ip("::1"), ip("0.0.0.0"), ip("255.255.255.255"), ip("7fff::"), ip("8000::")
            })
        .isSorted();
  }

  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/16, 10.244.0.0, 10.244.255.255",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255",
    "128.0.0.0/1, 128.0.0.0, 255.255.255.255",
    "10.0.0.1/32, 10.0.0.1, 10.0.0.1",
    "fd00::/8, fd00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fd00:1:2:3::/64, fd00:1:2:3::, fd00:1:2:3:ffff:ffff:ffff:ffff",
    "fd00:1:2:3:8000::/65, fd00:1:2:3:8000::, fd00:1:2:3:ffff:ffff:ffff:ffff",
    "fd00::1/128, fd00::1, fd00::1",
  })
  void reachesFromItsFirstToItsLastAddress(String text, String first, String last) {
    Cidr cidr = cidr(text);
    assertThat(cidr).hasToString(text);
    assertThat(cidr.first()).isEqualTo(ip(first));
    assertThat(cidr.last()).isEqualTo(ip(last));
    assertThat(cidr.contains(ip(first))).isTrue();
    assertThat(cidr.contains(ip(last))).isTrue();
    assertThat(cidr.contains(before(ip(first)))).isFalse();
    assertThat(cidr.contains(after(ip(last)))).isFalse();
  }

  @Test
  void holdsAddressesOfItsOwnFamilyOnly() {
    assertThat(cidr("::/0").first()).isEqualTo(ip("::"));
    assertThat(cidr("::/0").last()).isEqualTo(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    assertThat(cidr("::/0").contains(ip("fd00::1"))).isTrue();
    assertThat(cidr("::/0").contains(ip("10.0.0.1"))).isFalse();
    assertThat(cidr("0.0.0.0/0").contains(ip("::1"))).isFalse();
    assertThat(cidr("0.0.0.0/0").contains(ip("::ffff:10.0.0.1"))).isTrue();
    assertThat(cidr("::ffff:10.0.0.0/104")).isEqualTo(cidr("10.0.0.0/8"));
    assertThat(cidr("::/0").overlaps(cidr("0.0.0.0/0"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.0.0.0/",
        "/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/8 ",
        "10.0.0.0/255.0.0.0",
        "10.0.0.1/8",
        "10.0.0.0/0",
        "::/129",
        "::1/127",
        "fd00::/7",
        "10.0.0.0/99999999999",
        "10.0.0.0/\u0668",
      })
  void refusesWhatIsNoRange(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @Test
  void refusesBitsBehindThePrefix() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(ip("::1"), 127));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(ip("::"), 129));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(ip("::"), -1));
  }

  @Test
  void holdsExactlyWhatLiesBetweenFirstAndLast() {
    Laws.forAll(
        CASES,
        random -> {
          RandomRecords records = new RandomRecords(random);
          Cidr cidr = records.cidr();
          Cidr other = records.cidr();
          IpAddress address = records.ip();
          assertThat(cidr.contains(address))
              .isEqualTo(
                  address.isIpv4() == cidr.isIpv4()
                      && address.compareTo(cidr.first()) >= 0
                      && address.compareTo(cidr.last()) <= 0);
          assertThat(cidr.overlaps(other))
              .isEqualTo(cidr.contains(other.first()) || other.contains(cidr.first()))
              .isEqualTo(other.overlaps(cidr));
          assertThat(Cidr.parse(cidr.toString())).contains(cidr);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.49.2, 192.168.49.2",
    "::FFFF:192.168.49.2, 192.168.49.2",
    "FD00:0::2, fd00::2",
    "Minikube, minikube",
    "lb.Example.com., lb.example.com",
    "a1b2-3.eu-west-1.elb.amazonaws.com, a1b2-3.eu-west-1.elb.amazonaws.com",
    "node_1, node_1",
    "10.example, 10.example",
  })
  void spellsAHostInOneWay(String text, String canonical) {
    assertThat(HostNames.canonical(text)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a b",
        "a:80",
        "10.0.0.300",
        "10.0.0.1.",
        "12345",
        "host/path",
        "*.example.com",
        "(overflow)",
        "zürich.example",
        "\u0000",
      })
  void refusesWhatIsNoHost(String text) {
    assertThat(HostNames.canonical(text)).isEmpty();
  }

  @Test
  void refusesHostsThatAreTooLong() {
    String label = "x".repeat(63);
    String longest = label + "." + label + "." + label + "." + "x".repeat(61);
    assertThat(HostNames.canonical(longest)).contains(longest);
    assertThat(HostNames.canonical(longest + "x")).isEmpty();
    assertThat(HostNames.canonical("x".repeat(64))).isEmpty();
    assertThat(HostNames.canonical("x.".repeat(1_000_000))).isEmpty();
  }

  private static String noise(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(20);
    for (int i = 0; i < length; i++) {
      text.append("0123456789abcdefF:::::....".charAt(random.nextInt(26)));
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  private static byte[] bytes(IpAddress address) {
    return ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array();
  }

  private static byte[] mapped(byte[] bytes) {
    if (bytes.length == 16) {
      return bytes;
    }
    return ByteBuffer.allocate(16).putLong(0).putInt(0xFFFF).put(bytes).array();
  }

  private static IpAddress before(IpAddress address) {
    return new IpAddress(
        address.low() == 0 ? address.high() - 1 : address.high(), address.low() - 1);
  }

  private static IpAddress after(IpAddress address) {
    return new IpAddress(
        address.low() == -1 ? address.high() + 1 : address.high(), address.low() + 1);
  }

  private static IpAddress ip(String text) {
    return Samples.ip(text);
  }

  private static Cidr cidr(String text) {
    return Samples.cidr(text);
  }
}
