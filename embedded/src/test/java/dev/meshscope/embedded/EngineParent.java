package dev.meshscope.embedded;

import java.nio.file.Path;

/** A process that has an engine and does nothing with it. */
final class EngineParent {

  static final String CHILD = "child ";

  private EngineParent() {}

  public static void main(String[] args) throws InterruptedException {
    EmbeddedClickHouse engine = TestEngine.start(Path.of(args[0]));
    System.out.println(CHILD + engine.process().pid());
    Thread.currentThread().join();
  }
}
