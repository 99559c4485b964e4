package dev.meshscope.collector.receive.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.ProtocolEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineEntryTest {
  @Test
  void beganAsLongBeforeItWasWrittenAsItTook() {
    ProtocolEntry entry = json().read().entry();
    assertThat(entry.seconds(ProtocolEntry.START)).isEqualTo(1_795_616_924);
    assertThat(entry.nanos(ProtocolEntry.START)).isEqualTo(712_000_000);
    assertThat(entry.seconds(ProtocolEntry.DURATION)).isZero();
    assertThat(entry.nanos(ProtocolEntry.DURATION)).isEqualTo(250_000_000);
  }

  @Test
  void tellsTheRequest() {
    ReadLine line =
        json()
            .with("http_user_agent", "kube-probe/1.31 \\\"x\\\"")
            .with("content_type", "application/grpc")
            .with("upstream_trailer_grpc_status", "14")
            .with("location_path", "/reviews")
            .read();
    assertThat(line.number(ProtocolEntry.METHOD)).isEqualTo(1);
    assertThat(line.number(ProtocolEntry.PROTOCOL_VERSION)).isEqualTo(2);
    assertThat(line.number(ProtocolEntry.RESPONSE_CODE)).isEqualTo(200);
    assertThat(line.text(ProtocolEntry.PATH)).isEqualTo("/reviews/1?full=yes");
    assertThat(line.text(ProtocolEntry.AUTHORITY)).isEqualTo("shop.example:30080");
    assertThat(line.text(ProtocolEntry.USER_AGENT)).isEqualTo("kube-probe/1.31 \"x\"");
    assertThat(line.text(ProtocolEntry.CONTENT_TYPE)).isEqualTo("application/grpc");
    assertThat(line.text(ProtocolEntry.GRPC_STATUS_TRAILER)).isEqualTo("14");
    assertThat(line.text(ProtocolEntry.ROUTE_NAME)).isEqualTo("/reviews");
    assertThat(line.number(ProtocolEntry.BODY_BYTES_RECEIVED)).isEqualTo(123);
    assertThat(line.number(ProtocolEntry.BODY_BYTES_SENT)).isEqualTo(321);
  }

  @ParameterizedTest
  @CsvSource({
    "http_host, shop.example, host, other, shop.example",
    "http_host, '', host, shop.example, shop.example",
    "http_host, -, server_name, shop.example, shop.example",
    "http_host, '', host, _, ''"
  })
  void tellsTheHostThatWasAskedFor(
      String key, String value, String otherKey, String otherValue, String host) {
    assertThat(
            json().with(key, value).with(otherKey, otherValue).read().text(ProtocolEntry.AUTHORITY))
        .isEqualTo(host);
  }

  @Test
  void tellsTheAddressThatTheConnectionCameFrom() {
    ReadLine line =
        json()
            .with("remote_addr", "203.0.113.9")
            .with("realip_remote_addr", "10.0.0.3")
            .with("server_addr", "10.0.2.1")
            .with("server_port", "8443")
            .read();
    assertThat(line.text(ProtocolEntry.PEER_ADDRESS)).isEqualTo("10.0.0.3");
    assertThat(line.text(ProtocolEntry.REMOTE_ADDRESS)).isEqualTo("203.0.113.9");
    assertThat(line.text(ProtocolEntry.LOCAL_ADDRESS)).isEqualTo("10.0.2.1");
    assertThat(line.number(ProtocolEntry.LOCAL_PORT)).isEqualTo(8443);
    ReadLine direct = json().with("remote_addr", "203.0.113.9").read();
    assertThat(direct.text(ProtocolEntry.PEER_ADDRESS)).isEqualTo("203.0.113.9");
  }

  @Test
  void saysNothingOfCertificatesThatTheFormatSaysNothingOf() {
    ReadLine line = json().read();
    assertThat(line.number(ProtocolEntry.PEER_HAS_CERTIFICATE)).isZero();
    assertThat(line.number(ProtocolEntry.CERTIFICATE_UNTOLD)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'CN=client,O=x', SUCCESS, 1",
    "'CN=client,O=x', 'FAILED:expired', 0",
    "'', NONE, 0",
    "'', '', 0"
  })
  void tellsWhetherTheClientShowedAGoodCertificate(String name, String verified, long expected) {
    ReadLine line = json().with("ssl_client_s_dn", name).with("ssl_client_verify", verified).read();
    assertThat(line.number(ProtocolEntry.PEER_HAS_CERTIFICATE)).isEqualTo(expected);
    assertThat(line.number(ProtocolEntry.CERTIFICATE_UNTOLD)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.1.5:8080, 1, 10.0.1.5:8080",
    "'10.0.1.4:8080, 10.0.1.5:8080', 2, 10.0.1.5:8080",
    "'10.0.1.4:8080, 10.0.1.4:8080, 10.0.1.5:9090', 3, 10.0.1.5:9090",
    "[fd00::5]:8080, 1, fd00::5:8080",
    "unix:/run/app.sock, 1, :0",
    "'', 0, :0",
    "-, 0, :0",
    "web, 0, :0",
    // Handed on by X-Accel-Redirect: those that were asked last served it.
    "'10.0.1.4:80 : 10.0.1.5:8080, 10.0.1.6:8080', 2, 10.0.1.6:8080"
  })
  void tellsWhoWasAskedHowOften(String addresses, long tries, String last) {
    ReadLine line = json().upstream(addresses, "200", "0.001", "0.002").read();
    assertThat(line.number(ProtocolEntry.ATTEMPTS)).isEqualTo(tries);
    assertThat(line.upstream()).isEqualTo(last);
  }

  @ParameterizedTest
  @CsvSource({
    "web, 80, outbound|80||web",
    "web:8080, 8080, outbound|8080||web",
    "web.shop.svc.cluster.local, 80, outbound|80||web.shop.svc.cluster.local",
    // Addresses say nothing of a service.
    "10.0.1.5:8080, 8080, ''",
    "unix:/run/app.sock:, '', ''",
    "upstream_balancer, 80, ''",
    "'', '', ''"
  })
  void namesTheGroupOfAPlainNginx(String host, String port, String cluster) {
    ReadLine line = json().with("proxy_host", host).with("proxy_port", port).read();
    assertThat(line.cluster()).isEqualTo(cluster);
  }

  @Test
  void namesTheServiceOfAnIngress() {
    assertThat(json().service("my-shop", "web-v2", "80").read().cluster())
        .isEqualTo("outbound|80||web-v2.my-shop.svc");
  }

  @ParameterizedTest
  @CsvSource({
    "shop-web-80, outbound|80||web.shop.svc",
    // Ambiguous: taken as a whole.
    "my-shop-web-80, outbound|||my-shop-web-80",
    "shop-INVALID, ''",
    "internal, ''",
    "-, ''"
  })
  void namesTheUpstreamOfAnIngressWhereNothingElseDoes(String upstream, String cluster) {
    assertThat(json().with("proxy_upstream_name", upstream).read().cluster()).isEqualTo(cluster);
  }

  @ParameterizedTest
  @CsvSource({
    "shop-web-canary-80, outbound|80||web-canary.shop.svc",
    "shop-web-canary-http, outbound|||shop-web-canary-http"
  })
  void namesTheCanaryThatWasChosen(String canary, String cluster) {
    ReadLine line =
        json().service("shop", "web", "80").with("proxy_alternative_upstream_name", canary).read();
    assertThat(line.cluster()).isEqualTo(cluster);
  }

  @Test
  void tellsTheServiceBehindAnErrorPageAndWhoFailed() {
    ReadLine line =
        json()
            .service("shop", "web", "80")
            .with("proxy_upstream_name", "upstream-default-backend")
            .status(503)
            .upstream("10.0.1.5:80, 10.0.1.6:80 : 10.0.9.9:8080", "502, 503 : 404", "", "")
            .read();
    assertThat(line.cluster()).isEqualTo("outbound|80||web.shop.svc");
    assertThat(line.upstream()).isEqualTo("10.0.1.6:80");
    assertThat(line.number(ProtocolEntry.ATTEMPTS)).isEqualTo(2);
  }

  @Test
  void doesNotCallTheServiceByTheNameOfItsErrorPage() {
    ReadLine line =
        json()
            .with("proxy_upstream_name", "upstream-default-backend")
            .with("proxy_host", "error-pages")
            .status(503)
            .upstream("10.0.1.5:80 : 10.0.9.9:8080", "503 : 404", "", "")
            .read();
    assertThat(line.cluster()).isEmpty();
    assertThat(line.upstream()).isEqualTo("10.0.1.5:80");
  }

  @Test
  void asksNobodyWhereOnlyAnErrorPageWasFetched() {
    ReadLine line =
        json()
            .service("shop", "web", "80")
            .with("proxy_upstream_name", "upstream-default-backend")
            .status(503)
            .upstream("10.0.9.9:8080", "503", "0.001", "0.002")
            .read();
    assertThat(line.cluster()).isEqualTo("outbound|80||web.shop.svc");
    assertThat(line.upstream()).isEqualTo(":0");
    assertThat(line.number(ProtocolEntry.ATTEMPTS)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.9.9:8080, 1, outbound|||upstream-default-backend",
    // The controller's own answer, given without a default backend.
    "127.0.0.1:8181, 0, ''"
  })
  void tellsTheDefaultBackend(String address, long tries, String cluster) {
    ReadLine line =
        json()
            .with("proxy_upstream_name", "upstream-default-backend")
            .status(404)
            .upstream(address, "404", "0.001", "0.002")
            .read();
    assertThat(line.cluster()).isEqualTo(cluster);
    assertThat(line.number(ProtocolEntry.ATTEMPTS)).isEqualTo(tries);
  }

  @Test
  void readsAPathAsLongAsADatagram() {
    String path = "/" + "x".repeat(60_000);
    ReadLine line = json().with("request_uri", path).service("shop", "web", "80").read();
    assertThat(line.unusable()).isNull();
    assertThat(line.entry().length(ProtocolEntry.PATH)).isEqualTo(path.length());
    assertThat(line.cluster()).isEqualTo("outbound|80||web.shop.svc");
  }

  private static ReadLine.Json json() {
    return new ReadLine.Json();
  }
}
