package dev.meshscope.collector.normalize;

import dev.meshscope.model.ServiceName;

/**
 * An operation of one stream, whether it is within the budget, and its place in the batch that the
 * stream writes to. Touched by the stream's owner only.
 */
final class CachedOperation {
  private final ServiceName service;
  private final String text;
  private long admittedHour = -1;
  private long refusedHour = -1;
  private long generation = -1;
  private int number;

  CachedOperation(ServiceName service, String text) {
    this.service = service;
    this.text = text;
  }

  String text() {
    return text;
  }

  /**
   * Whether it may be told of in that hour.
   *
   * @param isReal whether the request shows that there is such an operation
   */
  boolean isAdmitted(OperationBudget budget, long hour, boolean isReal) {
    if (admittedHour == hour) {
      return true;
    }
    if (refusedHour == hour || !budget.admit(service, text, hour, isReal)) {
      refusedHour = isReal ? hour : refusedHour;
      return false;
    }
    admittedHour = hour;
    return true;
  }

  boolean isIn(long batchGeneration) {
    return generation == batchGeneration;
  }

  int number() {
    return number;
  }

  void place(long batchGeneration, int newNumber) {
    generation = batchGeneration;
    number = newNumber;
  }
}
