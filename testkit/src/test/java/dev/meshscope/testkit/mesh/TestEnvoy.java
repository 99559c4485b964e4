package dev.meshscope.testkit.mesh;

import java.nio.file.Path;

/** The Envoy that tests run. */
final class TestEnvoy {
  private TestEnvoy() {}

  static Path binary() {
    Path root = Path.of(System.getProperty("meshscope.root", ".."));
    return EnvoyBinary.find(root, System.getenv("PATH"))
        .orElseThrow(() -> new AssertionError("no Envoy: run make tools"));
  }
}
