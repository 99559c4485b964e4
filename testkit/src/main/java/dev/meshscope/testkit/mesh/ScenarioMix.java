package dev.meshscope.testkit.mesh;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How often each scenario is sent.
 *
 * @param weights relative weights, each at least 1; a scenario that is absent is not sent
 */
public record ScenarioMix(Map<Scenario, Integer> weights) {
  /** For every request of another kind. */
  private static final int ORDINARY = 3;

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
        Map.of(
            Scenario.BROWSE, 4,
            Scenario.EGRESS, 1,
            Scenario.SERVICE_ENTRY, 1,
            Scenario.TCP, 1,
            Scenario.RPC, 1));
  }

  /** Every scenario; three of four requests are ordinary ones, as in the other mixes. */
  public static ScenarioMix everything() {
    return mostlyOrdinary(EnumSet.allOf(Scenario.class));
  }

  /** Everything that can become of a request. */
  public static ScenarioMix outcomes() {
    Set<Scenario> scenarios = EnumSet.allOf(Scenario.class);
    scenarios.removeAll(Scenario.ways());
    return mostlyOrdinary(scenarios);
  }

  /** Every way into the mesh, through it and out of it. */
  public static ScenarioMix ways() {
    Set<Scenario> scenarios =
        EnumSet.of(Scenario.BROWSE, Scenario.EGRESS, Scenario.SERVICE_ENTRY, Scenario.TCP);
    scenarios.addAll(Scenario.ways());
    return mostlyOrdinary(scenarios);
  }

  private static ScenarioMix mostlyOrdinary(Set<Scenario> scenarios) {
    Map<Scenario, Integer> weights = new EnumMap<>(Scenario.class);
    scenarios.forEach(scenario -> weights.put(scenario, 1));
    weights.put(Scenario.BROWSE, ORDINARY * (scenarios.size() - 1));
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
