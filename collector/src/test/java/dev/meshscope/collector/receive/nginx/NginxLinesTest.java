package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.model.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines that a real nginx wrote, of the configuration of the test kit. */
class NginxLinesTest {
  private final NginxLines lines = new NginxLines(NginxConfig.defaults(), Optional.empty());

  @Test
  void understandsAnIngressInOurFormat() throws IOException {
    assertThat(understood("ingress-json.log"))
        .contains(
            "/ 200 NONE web.shop.svc 127.31.0.20:8080 x1",
            "/ 200 NONE web-canary.shop.svc 127.31.0.21:8080 x1",
            "/status/500 500 UPSTREAM_ERROR web-canary.shop.svc 127.31.0.21:8080 x1",
            "/status/502 502 UPSTREAM_ERROR web.shop.svc 127.31.0.20:8080 x1",
            "/api/items?page=2 200 NONE api.shop.svc 127.31.0.22:8080 x2",
            "/api/items?page=3 200 NONE api.shop.svc 127.31.0.22:8080 x1",
            "/empty/ 503 NO_HEALTHY_UPSTREAM empty.shop.svc :0 x0",
            "/page/status/503 503 UPSTREAM_ERROR web.shop.svc 127.31.0.20:8080 x1",
            "/ 404 NO_ROUTE upstream-default-backend 127.31.0.27:8080 x1",
            " 400 PROTOCOL_ERROR  :0 x0")
        .hasSize(14);
  }

  @Test
  void understandsAnIngressInItsOwnFormat() throws IOException {
    assertThat(understood("ingress-text.log"))
        .containsExactly(
            "/books/17 200 NONE catalog.books.svc 127.31.0.23:8080 x1",
            "/status/404 404 NONE catalog.books.svc 127.31.0.23:8080 x1",
            "/a\"b\\c?x=%20 200 NONE catalog.books.svc 127.31.0.23:8080 x1",
            "/books/1 200 NONE catalog.books.svc 127.31.0.23:8080 x1",
            "/status/204/hang 499 CLIENT_GONE catalog.books.svc 127.31.0.23:8080 x1");
  }

  @Test
  void understandsAPlainNginx() throws IOException {
    assertThat(understood("plain.log"))
        .containsExactly(
            "/reviews/1 200 NONE reviews 127.31.0.24:8080 x1",
            "/reviews/close 502 UPSTREAM_RESET reviews 127.31.0.24:8080 x1",
            "/timeout/hang 504 UPSTREAM_TIMEOUT reviews 127.31.0.24:8080 x1",
            "/down/ 502 UPSTREAM_CONNECT_FAILURE down 127.31.0.91:8080 x2",
            "/given-up/ 502 UPSTREAM_CONNECT_FAILURE given-up 127.31.0.91:8080 x2",
            "/given-up/ 502 NO_HEALTHY_UPSTREAM given-up :0 x0",
            "/limited/ 200 NONE reviews 127.31.0.24:8080 x1",
            "/limited/ 503 RATE_LIMITED  :0 x0",
            "/denied/ 403 DENIED  :0 x0",
            "/closed/ 444 DENIED  :0 x0",
            "/nothing 404 NO_ROUTE  :0 x0",
            "/reviews/status/502 502 UPSTREAM_ERROR reviews 127.31.0.24:8080 x1",
            "/reviews/a\"b\\c 200 NONE reviews 127.31.0.24:8080 x1",
            "/reviews/2 200 NONE reviews 127.31.0.24:8080 x1",
            "/reviews/hang 499 CLIENT_GONE reviews 127.31.0.24:8080 x1",
            "/reviews/up 400 CLIENT_GONE  :0 x0");
  }

  @Test
  void tellsWhenARequestBegan() throws IOException {
    read(datagrams("plain.log").getFirst());
    long start = lines.startMicros();
    assertThat(start / 1_000_000).isEqualTo(lines.entry().seconds(ProtocolEntry.START));
    assertThat(start % 1_000_000).isEqualTo(lines.entry().nanos(ProtocolEntry.START) / 1_000);
  }

  @Test
  void countsEveryCutOfARealLine() throws IOException {
    for (String file : List.of("plain.log", "ingress-json.log")) {
      byte[] datagram = datagrams(file).getFirst();
      SyslogHeader header = new SyslogHeader();
      assertThat(header.read(datagram, 0, datagram.length)).isTrue();
      int from = header.messageFrom();
      for (int length = 0; length < datagram.length - from; length++) {
        Rejected expected = length == 0 ? Rejected.UNKNOWN_FORMAT : Rejected.ENTRY_MALFORMED;
        assertThat(lines.read(LineSource.NONE, datagram, from, length))
            .as("%s cut at %d", file, length)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void refusesALineThatNoDatagramCanHold() {
    byte[] bytes = new byte[64 * 1024 + 1];
    assertThat(lines.read(LineSource.NONE, bytes, 0, bytes.length))
        .isEqualTo(Rejected.MESSAGE_TOO_LARGE);
  }

  private List<String> understood(String file) throws IOException {
    List<String> understood = new ArrayList<>();
    for (byte[] datagram : datagrams(file)) {
      read(datagram);
      understood.add(summary());
    }
    return understood;
  }

  private void read(byte[] datagram) {
    SyslogHeader header = new SyslogHeader();
    assertThat(header.read(datagram, 0, datagram.length)).isTrue();
    int from = header.messageFrom();
    assertThat(lines.read(LineSource.NONE, datagram, from, datagram.length - from)).isNull();
  }

  private String summary() {
    ReadLine line = new ReadLine(null, lines.entry(), lines.node());
    Cause cause = line.cause();
    String cluster = line.cluster();
    return "%s %d %s %s %s x%d"
        .formatted(
            line.text(ProtocolEntry.PATH),
            line.number(ProtocolEntry.RESPONSE_CODE),
            cause,
            cluster.substring(cluster.lastIndexOf('|') + 1),
            line.upstream(),
            line.number(ProtocolEntry.ATTEMPTS));
  }

  /** The datagrams of a file, one per line. */
  static List<byte[]> datagrams(String file) throws IOException {
    try (InputStream in = NginxLinesTest.class.getResourceAsStream("/wire/nginx/" + file)) {
      String text = new String(Objects.requireNonNull(in, file).readAllBytes(), ISO_8859_1);
      return text.lines().map(line -> line.getBytes(ISO_8859_1)).toList();
    }
  }
}
