package dev.meshscope.benchmarks.stage;

/**
 * How thoroughly stages are measured. An iteration is a fixed amount of work, some 0.1 s of CPU, so
 * that a busy machine makes a run longer and not worse.
 *
 * @param rounds how often every benchmark runs in a JVM of its own
 * @param warmups iterations that do not count
 * @param iterations iterations that count
 */
public record StageEffort(int rounds, int warmups, int iterations) {
  /** Some two minutes for all stages. */
  public static StageEffort usual() {
    return new StageEffort(3, 8, 6);
  }

  /** Half a minute for all stages: shows that everything runs, and the order of magnitude. */
  public static StageEffort quick() {
    return new StageEffort(1, 4, 3);
  }
}
