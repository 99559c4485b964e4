package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Inventory;
import java.util.List;

/** What became of a question for the inventory, or of a document. */
public sealed interface Outcome {
  /** This one is in force. */
  record InForce(Inventory inventory) implements Outcome {}

  /** None was ever given. */
  record None() implements Outcome {}

  /**
   * The document breaks rules; nothing was changed.
   *
   * @param problems the first ones, at least one
   * @param count of all
   */
  record Invalid(List<DocumentProblem> problems, int count) implements Outcome {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** Kafka is away; giving the document again later is safe whatever became of it. */
  record Away(String detail) implements Outcome {}

  /** Kafka refuses it for good. */
  record Refused(String detail) implements Outcome {}
}
