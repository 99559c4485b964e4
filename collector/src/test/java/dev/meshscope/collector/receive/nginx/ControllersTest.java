package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.receive.SessionConfig;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControllersTest {
  private static final String POD = "ingress-nginx-controller-7d4b9c-x2x4p";
  private static final NginxConfig CONFIGURED = config("", "ingress", "east");

  @Test
  void areNamedByTheirPods() {
    ReportingNode node =
        read(CONFIGURED, json().with("hostname", POD), source("relay", "10.0.0.7"));
    assertThat(node.role()).isEqualTo(ReportingNode.Role.INGRESS);
    assertThat(node.isKnown()).isTrue();
    assertThat(node.workload())
        .isEqualTo(
            new Workload(
                new Workload.Identity("east", "ingress", "ingress-nginx-controller", ""),
                "ingress-nginx-controller",
                NodeKind.GATEWAY));
    assertThat(node.id()).contains(POD, "10.0.0.7");
  }

  @Test
  void areNamedByTheTransportWhereTheLineDoesNotSay() {
    assertThat(read(CONFIGURED, json(), source(POD, "")).workload().name())
        .isEqualTo("ingress-nginx-controller");
    assertThat(read(CONFIGURED, json(), source("", "")).workload().name()).isEqualTo("tag");
  }

  @Test
  void areUnknownWhereNothingNamesThem() {
    ReportingNode node = read(CONFIGURED, json(), LineSource.NONE);
    assertThat(node.isKnown()).isFalse();
    assertThat(node.workload().name()).isEmpty();
  }

  @Test
  void areCalledAsConfigured() {
    NginxConfig edge = config("edge", "", "");
    assertThat(read(edge, json().with("hostname", POD), LineSource.NONE).workload().name())
        .isEqualTo("edge");
  }

  @Test
  void areInTheNamespaceOfTheLineBeforeAllOthers() {
    LineSource told = new LineSource(POD, "", "transport", "west", "");
    assertThat(read(CONFIGURED, json(), told).workload().namespace()).isEqualTo("transport");
    assertThat(read(CONFIGURED, json(), told).workload().cluster()).isEqualTo("west");
    assertThat(
            read(CONFIGURED, json().with("controller_namespace", "line"), told)
                .workload()
                .namespace())
        .isEqualTo("line");
  }

  @Test
  void haveTheAddressesThatTheyAreCalledOnAndSendFrom() {
    ReadLine.Json line = json().with("server_addr", "10.0.0.8");
    assertThat(read(CONFIGURED, line, source(POD, "10.0.0.7")).addresses())
        .containsExactlyInAnyOrder("10.0.0.7", "10.0.0.8");
    ReadLine.Json six = json().with("server_addr", "fd00:0:0::8");
    assertThat(read(CONFIGURED, six, source(POD, "")).addresses()).containsExactly("fd00::8");
  }

  @Test
  void doNotHaveTheAddressThatEverybodyHas() {
    ReadLine.Json line = json().with("server_addr", "127.0.0.1");
    assertThat(read(CONFIGURED, line, source(POD, "::1")).addresses()).isEmpty();
    ReadLine.Json socket = json().with("server_addr", "unix:");
    assertThat(read(CONFIGURED, socket, source(POD, "")).addresses()).isEmpty();
  }

  @Test
  void areTheSameFromLineToLineAndToldApart() {
    NginxLines lines = new NginxLines(config("", "", ""), Optional.empty());
    ReportingNode first = read(lines, json().with("hostname", "edge-0"), LineSource.NONE);
    ReportingNode again = read(lines, json().with("hostname", "edge-0"), LineSource.NONE);
    ReportingNode other = read(lines, json().with("hostname", "edge-1"), LineSource.NONE);
    ReportingNode elsewhere =
        read(lines, json().with("hostname", "edge-0"), source("", "10.0.0.9"));
    ReportingNode back = read(lines, json().with("hostname", "edge-0"), LineSource.NONE);
    assertThat(again).isSameAs(first);
    assertThat(back).isSameAs(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(elsewhere).isNotEqualTo(first);
  }

  @Test
  void areForgottenWhenThereAreTooMany() {
    NginxConfig two =
        new NginxConfig(
            "",
            "",
            "",
            true,
            CONFIGURED.socketBytes(),
            CONFIGURED.bufferBytes(),
            CONFIGURED.drainTimeout(),
            new SessionConfig(2, SessionConfig.defaults().idleMax()));
    NginxLines lines = new NginxLines(two, Optional.empty());
    ReportingNode first = read(lines, json().with("hostname", "edge-0"), LineSource.NONE);
    read(lines, json().with("hostname", "edge-1"), LineSource.NONE);
    read(lines, json().with("hostname", "edge-2"), LineSource.NONE);
    assertThat(read(lines, json().with("hostname", "edge-0"), LineSource.NONE))
        .isEqualTo(first)
        .isNotSameAs(first);
  }

  private static ReadLine.Json json() {
    return new ReadLine.Json();
  }

  private static LineSource source(String host, String address) {
    return new LineSource(host, "tag", "", "", address);
  }

  private static NginxConfig config(String workload, String namespace, String cluster) {
    NginxConfig defaults = NginxConfig.defaults();
    return new NginxConfig(
        workload,
        namespace,
        cluster,
        true,
        defaults.socketBytes(),
        defaults.bufferBytes(),
        defaults.drainTimeout(),
        defaults.sessions());
  }

  private static ReportingNode read(NginxConfig config, ReadLine.Json json, LineSource source) {
    return read(new NginxLines(config, Optional.empty()), json, source);
  }

  private static ReportingNode read(NginxLines lines, ReadLine.Json json, LineSource source) {
    byte[] bytes = json.toString().getBytes(UTF_8);
    assertThat(lines.read(source, bytes, 0, bytes.length)).isNull();
    return lines.node();
  }
}
