package dev.meshscope.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The addresses in any of some ranges: found by binary search, without allocating. */
public final class AddressRanges {
  private static final Comparator<Cidr> WIDEST_FIRST =
      Comparator.comparing(Cidr::first).thenComparingInt(Cidr::prefixBits);

  private final Family ipv4;
  private final Family ipv6;

  public AddressRanges(Collection<Cidr> ranges) {
    ipv4 = Family.of(ranges.stream().filter(Cidr::isIpv4).toList());
    ipv6 = Family.of(ranges.stream().filter(range -> !range.isIpv4()).toList());
  }

  /** Whether the address lies in any of them. */
  public boolean contains(IpAddress address) {
    return (address.isIpv4() ? ipv4 : ipv6).contains(address);
  }

  /** Disjoint ranges of one family in the order of their first addresses. */
  private record Family(List<Cidr> ranges, List<IpAddress> firsts) {
    /** Ranges are disjoint or lie in each other: then the widest is enough. */
    static Family of(List<Cidr> ranges) {
      List<Cidr> kept = new ArrayList<>();
      for (Cidr range : ranges.stream().sorted(WIDEST_FIRST).toList()) {
        if (kept.isEmpty() || !kept.getLast().overlaps(range)) {
          kept.add(range);
        }
      }
      return new Family(List.copyOf(kept), kept.stream().map(Cidr::first).toList());
    }

    boolean contains(IpAddress address) {
      int found = Collections.binarySearch(firsts, address);
      int last = found < 0 ? -found - 2 : found;
      return last >= 0 && ranges.get(last).contains(address);
    }
  }
}
