package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogHeaderTest {
  private final SyslogHeader header = new SyslogHeader();

  @ParameterizedTest
  @CsvSource({
    "'<190>Nov 25 13:55:35 vm nginx: {\"a\":1}', vm, nginx, '{\"a\":1}'",
    "'<190>Aug  7 03:05:05 pod-7d4b9c-x2x4p edge_1: GET', pod-7d4b9c-x2x4p, edge_1, GET",
    "'<190>Nov 25 13:55:35 nginx: a b: c', '', nginx, 'a b: c'",
    "'<6>Nov 25 13:55:35 10.0.0.7 nginx: x', 10.0.0.7, nginx, x",
    "'<190>Nov 25 13:55:35 vm nginx: ', vm, nginx, ''"
  })
  void readsWhatNginxWrites(String datagram, String host, String tag, String message) {
    assertThat(isRead(datagram)).isTrue();
    assertThat(header.host()).isEqualTo(host);
    assertThat(header.tag()).isEqualTo(tag);
    byte[] bytes = datagram.getBytes(UTF_8);
    int from = header.messageFrom();
    assertThat(new String(bytes, from, bytes.length - from, UTF_8)).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<",
        "<190>",
        "190>Nov 25 13:55:35 vm nginx: x",
        "<1900>Nov 25 13:55:35 vm nginx: x",
        "<>Nov 25 13:55:35 vm nginx: x",
        "<190>1 2026-11-25T13:55:35Z vm nginx - - - x",
        "<190>Nov 25 13:55:3",
        "<190>Nov 25 13:55:35 ",
        "<190>Nov 25 13:55:35 vm",
        "<190>Nov 25 13:55:35 vm nginx",
        "<190>Nov 25 13:55:35 vm nginx x",
        "GET / HTTP/1.1"
      })
  void refusesWhatNginxDoesNotWrite(String datagram) {
    assertThat(isRead(datagram)).isFalse();
  }

  private boolean isRead(String datagram) {
    byte[] bytes = datagram.getBytes(UTF_8);
    return header.read(bytes, 0, bytes.length);
  }
}
