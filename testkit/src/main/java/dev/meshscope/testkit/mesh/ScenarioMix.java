package dev.meshscope.testkit.mesh;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How often each scenario is sent.
 *
 * @param weights relative weights, each at least 1; a scenario that is absent is not sent
 */
public record ScenarioMix(Map<Scenario, Integer> weights) {
  private static final int ORDINARY = 60;

  public ScenarioMix {
    weights = Map.copyOf(weights);
    if (weights.isEmpty() || weights.values().stream().anyMatch(w -> w < 1)) {
      throw new IllegalArgumentException("weights are at least 1 and not none: " + weights);
    }
  }

  /** One scenario and nothing else. */
  public static ScenarioMix only(Scenario scenario) {
    return new ScenarioMix(Map.of(scenario, 1));
  }

  /** Requests that succeed on their way through every proxy. */
  public static ScenarioMix ordinary() {
    return new ScenarioMix(
        Map.of(Scenario.BROWSE, 4, Scenario.EGRESS, 1, Scenario.SERVICE_ENTRY, 1, Scenario.TCP, 1));
  }

  /** Every scenario; three of four requests are ordinary ones. */
  public static ScenarioMix everything() {
    Map<Scenario, Integer> weights = new EnumMap<>(Scenario.class);
    for (Scenario scenario : Scenario.values()) {
      weights.put(scenario, 1);
    }
    weights.put(Scenario.BROWSE, ORDINARY);
    return new ScenarioMix(weights);
  }

  Scenario pick(RandomGenerator random) {
    List<Scenario> scenarios = new ArrayList<>(weights.keySet());
    scenarios.sort(null);
    int left = random.nextInt(weights.values().stream().mapToInt(Integer::intValue).sum());
    for (Scenario scenario : scenarios) {
      left -= weights.getOrDefault(scenario, 0);
      if (left < 0) {
        return scenario;
      }
    }
    throw new IllegalStateException("weights changed under us");
  }
}
