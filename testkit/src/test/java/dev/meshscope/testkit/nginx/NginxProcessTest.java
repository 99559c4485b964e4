package dev.meshscope.testkit.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a script in nginx's place, which can be made to do what nginx should not. */
@EnabledOnOs(OS.LINUX)
class NginxProcessTest {
  @TempDir Path directory;

  @Test
  void showsWhatNginxSaidWhenItDoesNotStart() throws IOException {
    Path binary = script("echo 'unknown directive' >&2; exit 3");
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), free());
    assertThatThrownBy(() -> NginxProcess.start(binary, directory, "wrong", nobody))
        .isInstanceOf(NginxException.class)
        .hasMessageContainingAll("status 3", "unknown directive");
    assertThat(directory.resolve("nginx.conf")).hasContent("wrong");
  }

  @Test
  void saysHowToGetNginxWhereThereIsNone() {
    assertThat(NginxBinary.obstacle("Linux", Optional.empty()).orElseThrow())
        .contains("apt-get install nginx");
    assertThat(NginxBinary.obstacle("Mac OS X", Optional.of(directory)).orElseThrow())
        .contains("needs Linux");
    assertThat(NginxBinary.obstacle("Linux", Optional.of(directory))).isEmpty();
  }

  @Test
  void findsNginxOnThePathFirst() throws IOException {
    Path binary = script("exit 0");
    assertThat(NginxBinary.find("/nowhere:" + directory)).contains(binary);
  }

  @Test
  void refusesALineThatIsNotOfItsLog() {
    assertThatThrownBy(() -> AccessRecord.of("a\tb\t200"))
        .isInstanceOf(NginxException.class)
        .hasMessageContaining("not a line of our log");
  }

  private Path script(String body) throws IOException {
    Path script = Files.writeString(directory.resolve("nginx"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
