package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;

/** Says when everything has stopped: the first part, and so the last to be closed. */
final class Farewell implements Part {
  private final Terminal terminal;

  Farewell(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "farewell";
  }

  @Override
  public void start() {
    // Nothing runs yet.
  }

  @Override
  public Health check() {
    return Health.ready("speaks last");
  }

  @Override
  public void close() {
    terminal.say("Meshscope has stopped.");
  }
}
