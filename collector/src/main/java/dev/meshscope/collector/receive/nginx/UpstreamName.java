package dev.meshscope.collector.receive.nginx;

/**
 * Names that ingress-nginx gives to upstreams, {@code <namespace>-<service>-<port>}. All three may
 * hold dashes themselves; a name is understood only if what is known of it leaves one way to read
 * it. Reused; one owner, not thread-safe.
 */
final class UpstreamName {
  private static final int LABEL_MAX = 63;
  private static final int PORT_NAME_MAX = 15;
  private static final int PORT_MAX = 65_535;

  private int namespaceTo;
  private int portFrom;

  /** Where the namespace ends; one before the service. */
  int namespaceTo() {
    return namespaceTo;
  }

  /** Where the port starts; one behind the service. */
  int portFrom() {
    return portFrom;
  }

  /**
   * Whether there is one way to read the name, and then which. A port is of use only if it is that
   * of the same name's Ingress: a canary mostly has its primary's.
   *
   * @param namespaceLength length of the namespace that it begins with; 0 if that is not known
   * @param portLength length of the port that it ends with; 0 if that is not known
   */
  boolean isClear(byte[] bytes, int from, int to, int namespaceLength, int portLength) {
    int ways = 0;
    for (int first = from; first < to; first++) {
      boolean isFirst = namespaceLength == 0 || first == from + namespaceLength;
      if (bytes[first] == '-' && isFirst && isLabel(bytes, from, first)) {
        ways += ways(bytes, new Way(first, to, portLength));
      }
    }
    return ways == 1;
  }

  /**
   * How the name is to be read: where its namespace ends, its own end, what is known of the end.
   */
  private record Way(int namespaceTo, int to, int portLength) {}

  private int ways(byte[] bytes, Way way) {
    int ways = 0;
    for (int last = way.namespaceTo() + 1; last < way.to(); last++) {
      boolean isLast = way.portLength() == 0 || last == way.to() - way.portLength() - 1;
      if (bytes[last] == '-'
          && isLast
          && isLabel(bytes, way.namespaceTo() + 1, last)
          && isPort(bytes, last + 1, way.to())) {
        namespaceTo = way.namespaceTo();
        portFrom = last + 1;
        ways++;
      }
    }
    return ways;
  }

  /** A name of Kubernetes: small letters, digits and inner dashes. */
  private static boolean isLabel(byte[] bytes, int from, int to) {
    if (to <= from || to - from > LABEL_MAX || bytes[from] == '-' || bytes[to - 1] == '-') {
      return false;
    }
    for (int at = from; at < to; at++) {
      boolean isPart = isSmall(bytes[at]) || Decimals.isDigit(bytes[at]) || bytes[at] == '-';
      if (!isPart) {
        return false;
      }
    }
    return true;
  }

  /** A port's number, or its name: a short label with a letter and without double dashes. */
  private static boolean isPort(byte[] bytes, int from, int to) {
    long number = Decimals.number(bytes, from, to);
    if (number >= 0) {
      return number >= 1 && number <= PORT_MAX && bytes[from] != '0';
    }
    if (to - from > PORT_NAME_MAX || !isLabel(bytes, from, to)) {
      return false;
    }
    boolean hasLetter = false;
    boolean hasDoubleDash = false;
    for (int at = from; at < to; at++) {
      hasLetter |= isSmall(bytes[at]);
      hasDoubleDash |= bytes[at] == '-' && bytes[at + 1] == '-'; // it does not end with a dash
    }
    return hasLetter && !hasDoubleDash;
  }

  private static boolean isSmall(byte b) {
    return b >= 'a' && b <= 'z';
  }
}
