package dev.meshscope.testkit.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.meshscope.testkit.mesh.Collector;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationRecordsTest {
  private static final Collector COLLECTOR = new Collector("127.0.0.1", 4317);

  @ParameterizedTest
  @CsvSource({"0.01, 10", "0.25, 10", "0.26, 20", "0.75, 20", "0.76, 40", "1, 40"})
  void aQuantileIsTheNearestRank(double quantile, long nanos) {
    TrafficTotals totals =
        new TrafficTotals(
            4, 4, new TreeMap<>(Map.of(200, 4L)), new TreeMap<>(Map.of(10L, 1L, 20L, 2L, 40L, 1L)));
    assertThat(totals.quantileNanos(quantile)).isEqualTo(nanos);
    assertThat(totals.withCode(200)).isEqualTo(4);
    assertThat(totals.withCode(503)).isZero();
  }

  @Test
  void nothingHasNoQuantile() {
    TrafficTotals nothing = new TrafficTotals(0, 0, new TreeMap<>(), new TreeMap<>());
    assertThatIllegalStateException().isThrownBy(() -> nothing.quantileNanos(0.5));
  }

  @Test
  void kindsArePickedByTheirWeights() {
    RequestMix mix = new RequestMix(Map.of(RequestKind.BROWSE, 3, RequestKind.FAULT, 1));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    Map<RequestKind, Integer> picked = new EnumMap<>(RequestKind.class);
    for (int i = 0; i < 10_000; i++) {
      picked.merge(mix.pick(random), 1, Integer::sum);
    }
    assertThat(picked).containsOnlyKeys(RequestKind.BROWSE, RequestKind.FAULT);
    assertThat(picked.get(RequestKind.FAULT)).isBetween(2300, 2700);
    assertThat(RequestMix.only(RequestKind.FAULT).pick(random)).isEqualTo(RequestKind.FAULT);
  }

  @Test
  void aMixHasWeights() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RequestMix(Map.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestMix(Map.of(RequestKind.BROWSE, 0)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void aRateIsPositive(double perSecond) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulationLoad(perSecond, 1, Duration.ZERO));
  }

  @Test
  void aLoadIsNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SimulationLoad(1, -1, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulationLoad(1, 1, Duration.ofNanos(-1)));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "10001, 1", "1, 0", "1, 129"})
  void aMeshHasLimits(int copies, int workers) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MeshShape(copies, workers, List.of(PeerMetadata.STRUCT)));
  }

  @Test
  void aMeshHasSomePeerMetadata() {
    assertThatIllegalArgumentException().isThrownBy(() -> new MeshShape(1, 1, List.of()));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, -1"})
  void aSimulationHasLimits(int connections, int durations) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new SimulationConfig(
                COLLECTOR,
                connections,
                MeshShape.ofCopies(1),
                RequestMix.everything(),
                1,
                durations));
  }

  @Test
  void everyCopyHasAddressesOfItsOwn() {
    List<String> addresses =
        Simulation.copies(new MeshShape(600, 1, List.of(PeerMetadata.NONE))).stream()
            .flatMap(copy -> copy.pods().stream())
            .map(SimulatedPod::address)
            .toList();
    assertThat(addresses).hasSize(600 * SimulatedBookinfo.PODS).doesNotHaveDuplicates();
  }
}
