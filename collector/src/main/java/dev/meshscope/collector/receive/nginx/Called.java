package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.collector.normalize.ProtocolEntry;

/**
 * Which upstream a request was meant for, as the name of a cluster in Istio's grammar, which {@code
 * normalize} understands: {@code outbound|80||web.shop.svc}. In this order: the canary that was
 * chosen, the Ingress's service, the upstream's name, the host of {@code proxy_pass}. A name that
 * can be read in several ways is taken as a whole. Reused; one owner, not thread-safe.
 */
final class Called {
  private static final byte[] OUTBOUND = ascii("outbound|");
  private static final byte[] NO_SUBSET = ascii("||");
  private static final byte[] SERVICE = ascii(".svc");
  private static final byte[] DOT = ascii(".");
  private static final byte[] DEFAULT_BACKEND = ascii("upstream-default-backend");
  private static final byte[] OWN_DEFAULT_BACKEND = ascii("custom-default-backend-");
  private static final byte[] INTERNAL = ascii("internal");
  private static final byte[] SOCKET = ascii("unix:");
  private static final byte[] BALANCER = ascii("upstream_balancer");
  private static final byte[] INVALID = ascii("-INVALID");

  private final UpstreamName name = new UpstreamName();

  /** Whether the line was written where requests go that no Ingress takes, or error pages. */
  boolean isDefaultBackend(Line line) {
    return line.is(Variable.PROXY_UPSTREAM_NAME, DEFAULT_BACKEND)
        || line.startsWith(Variable.PROXY_UPSTREAM_NAME, OWN_DEFAULT_BACKEND);
  }

  /** Whether an Ingress took the request, and named its service. */
  boolean isService(Line line) {
    return line.has(Variable.NAMESPACE) && line.has(Variable.SERVICE_NAME);
  }

  /**
   * Writes the cluster into an entry, unless nothing names it.
   *
   * @param isErrorPage whether the line was written by the location of an error page, which has
   *     names of its own
   */
  void write(Line line, Attempts attempts, boolean isErrorPage, ProtocolEntry entry) {
    int mark = line.mark();
    if (line.has(Variable.PROXY_ALTERNATIVE_UPSTREAM_NAME)) {
      writeName(line, Variable.PROXY_ALTERNATIVE_UPSTREAM_NAME);
    } else if (isService(line)) {
      writeService(line);
    } else if (!isErrorPage && isDefaultBackend(line)) {
      Variable whole = Variable.PROXY_UPSTREAM_NAME;
      writeHost(line, line.from(whole), line.to(whole));
    } else if (!isErrorPage && isUpstreamNamed(line)) {
      writeName(line, Variable.PROXY_UPSTREAM_NAME);
    } else if (!isErrorPage && attempts.isNoneLive()) {
      writeHost(line, attempts.addressFrom(), attempts.addressTo());
    } else if (!isErrorPage && line.has(Variable.PROXY_HOST)) {
      writeProxyHost(line);
    }
    if (line.mark() > mark) {
      entry.text(ProtocolEntry.UPSTREAM_CLUSTER, mark, line.mark() - mark);
    }
  }

  private static boolean isUpstreamNamed(Line line) {
    Variable variable = Variable.PROXY_UPSTREAM_NAME;
    return line.has(variable) && !line.is(variable, INTERNAL) && !line.endsWith(variable, INVALID);
  }

  private static void writeService(Line line) {
    line.append(OUTBOUND);
    line.append(Variable.SERVICE_PORT);
    line.append(NO_SUBSET);
    line.append(Variable.SERVICE_NAME);
    line.append(DOT);
    line.append(Variable.NAMESPACE);
    line.append(SERVICE);
  }

  private void writeName(Line line, Variable variable) {
    int from = line.from(variable);
    int to = line.to(variable);
    int namespace = lengthIfAt(line, Variable.NAMESPACE, from, to);
    int port = lengthIfAt(line, Variable.SERVICE_PORT, to - line.length(Variable.SERVICE_PORT), to);
    if (!name.isClear(line.bytes(), from, to, namespace, port)) {
      writeHost(line, from, to);
      return;
    }
    line.append(OUTBOUND);
    line.append(name.portFrom(), to);
    line.append(NO_SUBSET);
    line.append(name.namespaceTo() + 1, name.portFrom() - 1);
    line.append(DOT);
    line.append(from, name.namespaceTo());
    line.append(SERVICE);
  }

  private static void writeHost(Line line, int from, int to) {
    line.append(OUTBOUND);
    line.append(NO_SUBSET);
    line.append(from, to);
  }

  /** An address says nothing that the upstream's own address does not say. */
  private static void writeProxyHost(Line line) {
    byte[] bytes = line.bytes();
    int from = line.from(Variable.PROXY_HOST);
    int to = line.to(Variable.PROXY_HOST);
    boolean isAddress = Decimals.isDigit(bytes[from]) || bytes[from] == '[';
    if (isAddress
        || line.startsWith(Variable.PROXY_HOST, SOCKET)
        || line.is(Variable.PROXY_HOST, BALANCER)) {
      return;
    }
    int colon = from;
    while (colon < to && bytes[colon] != ':') {
      colon++;
    }
    line.append(OUTBOUND);
    line.append(Variable.PROXY_PORT);
    line.append(NO_SUBSET);
    line.append(from, colon);
  }

  /** Length of a value if it stands there, within a name that ends there; 0 if it does not. */
  private static int lengthIfAt(Line line, Variable variable, int at, int to) {
    int length = line.length(variable);
    boolean stands =
        line.has(variable)
            && at >= 0
            && at + length <= to
            && line.is(variable, line.bytes(), at, at + length);
    return stands ? length : 0;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
