package dev.meshscope.model;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Checks laws on random input. The seeds are fixed, so every run checks the same cases; {@code
 * -Dmeshscope.seed=<n>} checks the one case of that seed.
 */
final class Laws {
  private static final long FIRST_SEED = 20_260_101;
  private static final String SEED = "meshscope.seed";

  private Laws() {}

  /** What must hold for any input. */
  @FunctionalInterface
  interface Law {
    void check(RandomGenerator random) throws Exception;
  }

  /** Checks a law for that many cases. */
  static void forAll(int cases, Law law) {
    Long only = Long.getLong(SEED);
    if (only != null) {
      check(only, law);
      return;
    }
    for (long seed = FIRST_SEED; seed < FIRST_SEED + cases; seed++) {
      check(seed, law);
    }
  }

  private static void check(long seed, Law law) {
    try {
      law.check(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    } catch (Exception | Error e) {
      throw new AssertionError("broken for -D%s=%d: %s".formatted(SEED, seed, e.getMessage()), e);
    }
  }
}
