package dev.meshscope.testkit.simulate;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How often each kind of request is made.
 *
 * @param weights relative weights, each at least 1; a kind that is absent is not made
 */
public record RequestMix(Map<RequestKind, Integer> weights) {
  private static final int ORDINARY = 60;

  public RequestMix {
    weights = Map.copyOf(weights);
    if (weights.isEmpty() || weights.values().stream().anyMatch(weight -> weight < 1)) {
      throw new IllegalArgumentException("weights are at least 1 and not none: " + weights);
    }
  }

  /** One kind and nothing else. */
  public static RequestMix only(RequestKind kind) {
    return new RequestMix(Map.of(kind, 1));
  }

  /** Every kind; five of six requests are ordinary ones. */
  public static RequestMix everything() {
    Map<RequestKind, Integer> weights = new EnumMap<>(RequestKind.class);
    for (RequestKind kind : RequestKind.values()) {
      weights.put(kind, 1);
    }
    weights.put(RequestKind.BROWSE, ORDINARY);
    return new RequestMix(weights);
  }

  RequestKind pick(RandomGenerator random) {
    int left = random.nextInt(weights.values().stream().mapToInt(Integer::intValue).sum());
    for (RequestKind kind : RequestKind.values()) {
      left -= weights.getOrDefault(kind, 0);
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the weights add up to more than they are");
  }
}
