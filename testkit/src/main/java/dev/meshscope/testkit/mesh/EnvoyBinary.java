package dev.meshscope.testkit.mesh;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds Envoy: one on the PATH first, else the one that the build fetched into {@code .tools}. */
public final class EnvoyBinary {
  private EnvoyBinary() {}

  /**
   * The first executable found; empty if there is none.
   *
   * @param root directory of the project, home of {@code .tools}
   * @param path value of the environment's PATH
   */
  public static Optional<Path> find(Path root, String path) {
    Stream<Path> onPath =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(path)
            .map(directory -> Path.of(directory, "envoy"));
    return Stream.concat(onPath, fetched(root.resolve(".tools/envoy/lib")).stream())
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Why the real mesh cannot run on this system; empty if it can.
   *
   * @param operatingSystem value of the system property {@code os.name}
   */
  public static Optional<String> obstacle(String operatingSystem, Optional<Path> binary) {
    if (!operatingSystem.equals("Linux")) {
      return Optional.of(
          "the real mesh needs Linux (an address of 127.0.0.0/8 for each pod), not "
              + operatingSystem);
    }
    if (binary.isEmpty()) {
      return Optional.of("no envoy on the PATH and none under .tools/envoy: run make tools");
    }
    return Optional.empty();
  }

  /** The package's own launcher is a Python script; the binary lies beside it. */
  private static Optional<Path> fetched(Path lib) {
    if (!Files.isDirectory(lib)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> pythons = Files.newDirectoryStream(lib, "python*")) {
      for (Path python : pythons) {
        Path binary = python.resolve("site-packages/envoy/_bin/envoy");
        if (Files.isExecutable(binary)) {
          return Optional.of(binary);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new MeshException("cannot look for Envoy in " + lib, e);
    }
  }
}
