package dev.meshscope.runtime;

import dev.meshscope.runtime.telemetry.Telemetry;

/**
 * What a signal leads to, until it is closed: everything ends as after a wish to stop, with exit
 * status 0. Of its own accord the JVM would end with 128 and the signal's number, which process
 * managers take for a failure.
 */
final class SignalledEnd implements AutoCloseable {
  private final Thread hook;
  private final boolean isTooLate;

  private SignalledEnd(Thread hook) {
    this.hook = hook;
    this.isTooLate = !isAdded(hook);
  }

  static SignalledEnd of(Lifecycle lifecycle, Telemetry telemetry) {
    return new SignalledEnd(
        Thread.ofPlatform().name("shutdown").unstarted(() -> end(lifecycle, telemetry)));
  }

  /** Whether a signal came before it could be heeded. */
  boolean isTooLate() {
    return isTooLate;
  }

  private static void end(Lifecycle lifecycle, Telemetry telemetry) {
    lifecycle.close();
    telemetry.close(); // the last push of metrics
    Runtime.getRuntime().halt(lifecycle.hasFailed() ? 1 : 0);
  }

  private static boolean isAdded(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }
}
