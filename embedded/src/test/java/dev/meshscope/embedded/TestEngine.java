package dev.meshscope.embedded;

import java.nio.file.Path;

/** The real engine for one test class. */
final class TestEngine {

  private TestEngine() {}

  static Path root() {
    return Path.of(System.getProperty("meshscope.root"));
  }

  static EmbeddedClickHouseConfig config(Path directory) {
    return EmbeddedClickHouseConfig.of(root(), directory.resolve("engine"), 0);
  }

  static EmbeddedClickHouse start(Path directory) {
    EmbeddedClickHouse engine = new EmbeddedClickHouse(config(directory));
    engine.start();
    return engine;
  }
}
