package dev.meshscope.model;

import static dev.meshscope.model.Samples.cidr;
import static dev.meshscope.model.Samples.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {
  @Test
  void holdsNothingWithoutRanges() {
    AddressRanges none = new AddressRanges(List.of());

    assertThat(none.contains(ip("10.0.0.1"))).isFalse();
    assertThat(none.contains(ip("::1"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/16, 10.0.0.0, true",
    "10.0.0.0/16, 10.0.255.255, true",
    "10.0.0.0/16, 10.1.0.0, false",
    "10.0.0.0/16, 9.255.255.255, false",
    "10.0.0.0/16, ::ffff:10.0.1.2, true",
    "10.0.0.7/32, 10.0.0.7, true",
    "10.0.0.7/32, 10.0.0.6, false",
    "10.0.0.7/32, 10.0.0.8, false",
    "0.0.0.0/0, 0.0.0.0, true",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::, true",
    "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "::/0, 10.0.0.1, false",
    "fd00::7/128, fd00::7, true",
    "fd00::7/128, fd00::6, false",
    "fd00::7/128, fd00::8, false",
    "fd00:10::/56, fd00:10:0:ff:ffff::, true",
    "fd00:10::/56, fd00:10:0:100::, false",
  })
  void holdsExactlyItsAddresses(String range, String address, boolean isHeld) {
    assertThat(new AddressRanges(List.of(cidr(range))).contains(ip(address))).isEqualTo(isHeld);
  }

  @Test
  void keepsTheWidestOfRangesThatLieInEachOther() {
    AddressRanges ranges =
        ranges("10.0.5.0/24", "::/0", "10.0.0.0/16", "fd00::/8", "10.0.0.0/24", "10.0.0.0/16");

    assertThat(ranges.contains(ip("10.0.6.1"))).isTrue();
    assertThat(ranges.contains(ip("10.0.255.1"))).isTrue();
    assertThat(ranges.contains(ip("10.1.0.1"))).isFalse();
    assertThat(ranges.contains(ip("fe80::1"))).isTrue();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsWhatALookAtEachRangeFinds(long seed) {
    Random random = new Random(seed);
    List<Cidr> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(random.nextBoolean() ? four(random) : six(random));
    }
    AddressRanges ranges = new AddressRanges(all);

    for (int i = 0; i < 5_000; i++) {
      Cidr near = all.get(random.nextInt(all.size()));
      IpAddress address = random.nextBoolean() ? near.first() : near.last();
      IpAddress moved = new IpAddress(address.high(), address.low() + random.nextInt(-300, 300));
      assertThat(ranges.contains(moved))
          .as("seed %d: %s", seed, moved)
          .isEqualTo(all.stream().anyMatch(range -> range.contains(moved)));
    }
  }

  private static Cidr four(Random random) {
    int bits = random.nextInt(16, 33);
    int number = 10 << 24 | random.nextInt(1 << 16) << 8;
    int masked = number & -1 << (32 - bits);
    return new Cidr(new IpAddress(0, 0xFFFFL << 32 | Integer.toUnsignedLong(masked)), 96 + bits);
  }

  private static Cidr six(Random random) {
    int bits = random.nextInt(65, 129);
    long low = (long) random.nextInt(1 << 16) << 8 | (long) random.nextInt(4) << 62;
    return new Cidr(new IpAddress(0xFD00L << 48, low & -1L << (128 - bits)), bits);
  }

  private static AddressRanges ranges(String... texts) {
    return new AddressRanges(Stream.of(texts).map(Samples::cidr).toList());
  }
}
