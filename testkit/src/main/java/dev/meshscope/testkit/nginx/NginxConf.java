package dev.meshscope.testkit.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The configuration of nginx. What ingress-nginx does in Lua is written out: variables that name
 * the Ingress and its service, a canary by weight, the answer where a service has no endpoints.
 */
final class NginxConf {
  /** One line per request: what {@link AccessRecord} reads. */
  static final String TRUTH =
      "$host\\t$request_uri\\t$status\\t$upstream_addr\\t$upstream_status\\t$limit_req_status";

  private static final String TEMPLATE = "nginx.conf.template";

  private NginxConf() {}

  static String of(NginxPlan plan, LogFormats formats) {
    return template()
        .replace("@listen@", text(plan.listen()))
        .replace("@address@", plan.listen().getAddress().getHostAddress())
        .replace("@syslog@", text(plan.syslog()))
        .replace("@plainFile@", "\"" + formats.plainFile() + "\"")
        .replace("@ingressJson@", formats.ingressJson())
        .replace("@ingressText@", LogFormats.INGRESS_TEXT)
        .replace("@truth@", TRUTH)
        .replace("@groups@", groups(plan));
  }

  private static String template() {
    try (InputStream in = NginxConf.class.getResourceAsStream(TEMPLATE)) {
      return new String(Objects.requireNonNull(in, TEMPLATE).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new NginxException("cannot read " + TEMPLATE, e);
    }
  }

  private static String groups(NginxPlan plan) {
    return Arrays.stream(Backend.values())
        .map(backend -> group(plan, backend))
        .collect(Collectors.joining());
  }

  private static String group(NginxPlan plan, Backend backend) {
    String failing = backend == Backend.GIVEN_UP ? " max_fails=1 fail_timeout=1h" : " max_fails=0";
    return plan.hostsOf(backend).stream()
        .map(host -> " server " + text(host) + failing + ";")
        .collect(Collectors.joining("", "  upstream " + backend.group() + " {", " }\n"));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
