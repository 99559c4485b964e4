package dev.meshscope.testkit.simulate;

/** The collector took nothing for too long. */
public final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SimulationException(String message) {
    super(message);
  }
}
