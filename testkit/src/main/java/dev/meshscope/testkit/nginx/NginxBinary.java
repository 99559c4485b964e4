package dev.meshscope.testkit.nginx;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds nginx: on the PATH, else where distributions put it, which is not on everybody's PATH. */
public final class NginxBinary {
  private static final String ELSEWHERE =
      String.join(File.pathSeparator, "/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin");

  private NginxBinary() {}

  /**
   * The first executable found; empty if there is none.
   *
   * @param path value of the environment's PATH
   */
  public static Optional<Path> find(String path) {
    return Stream.of(path, ELSEWHERE)
        .flatMap(Pattern.compile(Pattern.quote(File.pathSeparator))::splitAsStream)
        .map(directory -> Path.of(directory, "nginx"))
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Why the real nginx cannot run on this system; empty if it can.
   *
   * @param operatingSystem value of the system property {@code os.name}
   */
  public static Optional<String> obstacle(String operatingSystem, Optional<Path> binary) {
    if (!operatingSystem.equals("Linux")) {
      return Optional.of(
          "the real nginx needs Linux (an address of 127.0.0.0/8 for each application), not "
              + operatingSystem);
    }
    return binary.isEmpty()
        ? Optional.of("no nginx: install it, on Debian and Ubuntu with apt-get install nginx")
        : Optional.empty();
  }
}
