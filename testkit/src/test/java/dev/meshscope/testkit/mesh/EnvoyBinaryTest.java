package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyBinaryTest {
  private static final String FETCHED =
      "root/.tools/envoy/lib/python3.11/site-packages/envoy/_bin/envoy";

  @TempDir Path directory;

  @Test
  void isTheOneOnThePathFirst() throws IOException {
    executable(FETCHED);
    Path onPath = executable("bin/envoy");
    assertThat(EnvoyBinary.find(root(), "/nowhere:" + directory.resolve("bin"))).contains(onPath);
  }

  @Test
  void isTheFetchedOneElse() throws IOException {
    Path fetched = executable(FETCHED);
    assertThat(EnvoyBinary.find(root(), "/nowhere")).contains(fetched);
  }

  @Test
  void isMissingWhereThereIsNone() {
    assertThat(EnvoyBinary.find(root(), "")).isEmpty();
  }

  @Test
  void saysWhyTheMeshCannotRun() {
    Optional<Path> found = Optional.of(Path.of("envoy"));
    assertThat(EnvoyBinary.obstacle("Linux", found)).isEmpty();
    assertThat(EnvoyBinary.obstacle("Mac OS X", found).orElseThrow())
        .contains("needs Linux", "Mac OS X");
    assertThat(EnvoyBinary.obstacle("Linux", Optional.empty()).orElseThrow())
        .contains("no envoy on the PATH");
  }

  private Path root() {
    return directory.resolve("root");
  }

  private Path executable(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }
}
