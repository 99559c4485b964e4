package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapesTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "plain,plain",
        "a\\x22b\\x5Cc,a\"b\\c",
        "a\\\"b\\\\c\\/,a\"b\\c/",
        "\\t\\n,`\t\n`",
        "\\u0041\\u00e9\\u20ac,Aé€",
        "\\xC3\\xA9,é",
        "tail\\,tail\\",
        "cut\\x4,cut\\x4",
        "cut\\u12,cut\\u12",
        "no\\qescape,no\\qescape",
        "\\xzz,\\xzz"
      })
  void areUndoneWhereTheyStand(String written, String meant) {
    byte[] bytes = ("<" + written + ">").getBytes(UTF_8);
    int end = Escapes.undo(bytes, 1, bytes.length - 1);
    assertThat(new String(bytes, 1, end - 1, UTF_8)).isEqualTo(meant);
    assertThat(bytes[0]).isEqualTo((byte) '<');
    assertThat(new String(bytes, bytes.length - 1, 1, ISO_8859_1)).isEqualTo(">");
  }
}
