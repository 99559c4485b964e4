package dev.meshscope.embedded.clickhouse;

/** Carries an {@link EngineError} to the one place that answers with it. */
final class EngineException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient EngineError error;

  EngineException(EngineError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  EngineError error() {
    return error;
  }
}
