package dev.meshscope.collector.fuzz;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten thousand mutated messages of each protocol; {@code make fuzz} throws a million. */
class FuzzTest {
  private static final int MESSAGES = 10_000;

  /** Far beyond what it takes: only what hangs takes so long. */
  private static final Duration HANGS = Duration.ofMinutes(5);

  static Set<String> protocols() {
    return Fuzzer.targets().keySet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("protocols")
  void acceptsRightlyOrCountsEveryMutatedMessage(String protocol) {
    long seed = Long.getLong("meshscope.seed", 20_260_801L);
    FuzzTarget target = requireNonNull(Fuzzer.targets().get(protocol)).get();
    Assertions.assertTimeoutPreemptively(HANGS, () -> Fuzzer.run(target, seed, MESSAGES));
    assertThat(target.accepted()).as("accepted, seed %d", seed).isGreaterThan(MESSAGES / 10);
    assertThat(target.rejected()).as("rejected, seed %d", seed).isGreaterThan(MESSAGES / 10);
  }
}
