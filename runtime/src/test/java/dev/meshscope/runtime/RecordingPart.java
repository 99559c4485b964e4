package dev.meshscope.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A part that writes down what was asked of it and does what the test says. */
final class RecordingPart implements Part {
  private final String name;
  private final List<String> events;
  volatile Health health = Health.ready("fine");
  volatile Deadline.Step onStart = () -> {};
  volatile Runnable onClose = () -> {};

  RecordingPart(String name) {
    this(name, new CopyOnWriteArrayList<>());
  }

  RecordingPart(String name, List<String> events) {
    this.name = name;
    this.events = events;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() throws Exception {
    events.add("start " + name);
    onStart.run();
  }

  @Override
  public Health check() {
    return health;
  }

  @Override
  public void close() {
    events.add("close " + name);
    onClose.run();
  }
}
