package dev.meshscope.runtime.config;

import java.nio.file.Path;

/** A second process that shares a key with the first and has one of its own. */
record OtherConfig(Path dataDir, int apiPort) {
  static OtherConfig defaults() {
    return new OtherConfig(Path.of(".data"), 8080);
  }
}
