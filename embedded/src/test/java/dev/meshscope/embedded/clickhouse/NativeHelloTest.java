package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NativeHelloTest {
  private static final ServerIdentity SERVER = new ServerIdentity("26.7.2.1", "UTC");

  @Test
  void writesOneRowInTheClientsRevision() {
    assertThat(hello(54_460))
        .isEqualTo(
            "\1\0\2\377\377\377\377\0"
                + "\4\1"
                + "\15displayName()\6String\0\22meshscope-embedded"
                + "\11version()\6String\0\u000826.7.2.1"
                + "\12revision()\6UInt32\0\0\0\0\0"
                + "\12timezone()\6String\0\3UTC");
  }

  @Test
  void leavesOutWhatAnOlderClientDoesNotKnow() {
    assertThat(hello(54_453))
        .startsWith("\1\0\2\377\377\377\377\0\4\1\15displayName()\6String\22meshscope");
    assertThat(hello(0)).startsWith("\4\1\15displayName()\6String\22meshscope");
  }

  @Test
  void refusesATextWhoseLengthTakesMoreThanAByte() {
    ServerIdentity server = new ServerIdentity("x".repeat(128), "UTC");
    assertThatIllegalArgumentException().isThrownBy(() -> NativeHello.answer(server, 54_460));
  }

  private static String hello(long revision) {
    return new String(NativeHello.answer(SERVER, revision), StandardCharsets.ISO_8859_1);
  }
}
