package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a script in Envoy's place, which can be made to do what Envoy should not. */
@EnabledOnOs(OS.LINUX)
class EnvoyProcessTest {
  @TempDir Path directory;

  @Test
  void namesThePodAndShowsTheLogOfOneThatDied() throws IOException {
    Path binary = script("echo first; echo 'cannot bind: address in use' >&2; exit 3");
    try (EnvoyProcess process = start(binary)) {
      await().until(() -> !isAlive(process.pid()));
      assertThatThrownBy(process::check)
          .isInstanceOf(MeshException.class)
          .hasMessageContainingAll(
              "reviews-v2", "127.29.0.15", "status 3", "first", "cannot bind: address in use");
    }
  }

  @Test
  void aFleetThatDoesNotComeUpEndsWithTheSameError() throws IOException {
    Path binary = script("echo wrong configuration; exit 1");
    assertThatThrownBy(() ->
            EnvoyFleet.start(binary, List.of(spec()), new Collector("127.0.0.1", 4317), directory))
        .isInstanceOf(MeshException.class)
        .hasMessageContainingAll("reviews-v2", "wrong configuration");
  }

  @Test
  void endsOneThatIgnoresSigterm() throws IOException {
    Path binary = script("trap '' TERM; echo up; while :; do sleep 1; done");
    EnvoyProcess process = start(binary);
    await().until(() -> Files.readString(directory.resolve("reviews-v2.log")).contains("up"));
    process.check();
    process.close();
    assertThat(isAlive(process.pid())).isFalse();
  }

  @Test
  void isAnErrorIfThereIsNoBinary() throws IOException {
    try (EnvoyProcess process = start(directory.resolve("missing"))) {
      await().until(() -> !isAlive(process.pid()));
      assertThatThrownBy(process::check).hasMessageContaining("missing");
    }
  }

  private EnvoyProcess start(Path binary) {
    return EnvoyProcess.start(binary, spec(), new Collector("127.0.0.1", 4317), directory);
  }

  private static ProxySpec spec() {
    Pod pod = new Pod(Pod.Role.SIDECAR, "reviews-v2", "reviews", "v2", "bookinfo", "127.29.0.15");
    return new ProxySpec(
        pod, Set.of(ReportKind.ACCESS_LOG_SERVICE), List.of(), List.of(), List.of());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private Path script(String body) throws IOException {
    Path file = directory.resolve("envoy");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }
}
