package dev.meshscope.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where {@code make tools} puts libchdb: the npm package {@code @chdb/lib-<platform>} below {@code
 * .tools/chdb}.
 */
final class EngineLibrary {

  private EngineLibrary() {}

  /** Throws with what to do when this platform has none or it was not fetched yet. */
  static Path find(Path root) {
    return find(root, System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Path find(Path root, String osName, String osArch) {
    String platform =
        platform(osName, osArch)
            .orElseThrow(() ->
                new EmbeddedStartException(
                    "there is no embedded ClickHouse engine for %s on %s, only for Linux on x64 and arm64 and macOS on arm64: set MESHSCOPE_CLICKHOUSE_URL to a ClickHouse server"
                        .formatted(osName, osArch)));
    Path library =
        root.resolve(".tools/chdb/node_modules/@chdb/lib-" + platform).resolve("libchdb.so");
    if (!Files.isRegularFile(library)) {
      throw new EmbeddedStartException(
          "the ClickHouse engine is not there, fetch it with: make tools (looked for %s)"
              .formatted(library));
    }
    return library;
  }

  private static Optional<String> platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    boolean isArm = osArch.equals("aarch64") || osArch.equals("arm64");
    boolean isX64 = osArch.equals("amd64") || osArch.equals("x86_64");
    if (os.startsWith("linux") && (isArm || isX64)) {
      return Optional.of(isArm ? "linux-arm64-gnu" : "linux-x64-gnu");
    }
    return os.startsWith("mac") && isArm ? Optional.of("darwin-arm64") : Optional.empty();
  }
}
