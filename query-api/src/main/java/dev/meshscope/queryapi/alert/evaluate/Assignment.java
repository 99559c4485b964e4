package dev.meshscope.queryapi.alert.evaluate;

import java.util.Optional;
import java.util.Set;

/** Which partitions this process is to lead. */
interface Assignment {
  /** Those that are its own now; asked often, from any thread, answers at once. */
  Set<Integer> held();

  /** Why none can be had; empty when all is well. */
  String trouble();

  /** What ended it, though nobody closed it. */
  Optional<Throwable> death();

  void start();

  /** Gives them back, so that others can have them at once. */
  void close();
}
